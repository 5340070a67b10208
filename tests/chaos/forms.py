"""Reads the forms of the admin's pages."""

from __future__ import annotations

from html.parser import HTMLParser


class FormParser(HTMLParser):
    """Collects the values that a browser would send for the main form of a page of the admin."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.select = self.textarea = ""
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name", "")
        if tag == "form":
            form = attributes.get("id", "")
            self.is_inside = form == "login-form" or form.endswith("_form")
        if not self.is_inside or "__prefix__" in name:
            return
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = [""]
        elif tag == "option" and self.select and "selected" in attributes:
            self.values.setdefault(self.select, []).append(attributes.get("value", ""))
        elif tag == "input" and name and is_sent(attributes):
            self.values.setdefault(name, []).append(attributes.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            # HTML drops the first line break of a text area.
            text = self.values[self.textarea][0] + data
            self.values[self.textarea] = [text.removeprefix("\r\n").removeprefix("\n")]


def is_sent(attributes: dict[str, str]) -> bool:
    kind = attributes.get("type", "text")
    return kind not in ("submit", "button", "file") and (
        kind not in ("checkbox", "radio") or "checked" in attributes
    )


def read_form(page: str) -> dict[str, list[str]]:
    """The fields of the main form of a page with their values."""
    parser = FormParser()
    parser.feed(page)
    return parser.values
