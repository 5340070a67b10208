"""Reads a page of the admin as a browser does: the fields of its form, the messages, the errors."""

from html.parser import HTMLParser

from django.urls import reverse


class Form(HTMLParser):
    """The fields of the form with this id, with the values that a browser would send."""

    def __init__(self, page, form_id):
        super().__init__()
        self.form_id, self.values = form_id, {}
        self.is_inside, self.select, self.textarea = False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.is_inside = given.get("id") == self.form_id
        elif self.is_inside and tag in ("input", "select", "option", "textarea"):
            getattr(self, f"begin_{tag}")(given)

    def begin_input(self, given):
        name, kind = given.get("name"), given.get("type")
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self.values.setdefault(name, []).append(given.get("value", "on"))
        elif name and kind not in ("submit", "file"):
            self.values[name] = given.get("value", "")

    def begin_select(self, given):
        self.select = given.get("name")
        self.values[self.select] = ""

    def begin_option(self, given):
        if "selected" in given:
            self.values[self.select] = given.get("value", "")

    def begin_textarea(self, given):
        self.textarea = given.get("name")
        self.values[self.textarea] = ""

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            # A browser drops the line break with which Django begins what stands between the tags.
            self.values[self.textarea] = self.values[self.textarea].removeprefix("\n")
            self.textarea = None
        if tag == "form":
            self.is_inside = False


def address(model, page, *args):
    """`/admin/labs/lab/add/` for `address(Lab, "add")`."""
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=args)


def typed(response, model):
    """What the form of a page holds: `{name: value}`."""
    return Form(response.content.decode(), f"{model._meta.model_name}_form").values


def fill(client, url, model, /, **changes):
    """Open a page, type `changes` into its form, and send it."""
    return client.post(url, typed(client.get(url), model) | changes, follow=True)


def errors(response):
    """All errors that the page shows, by the name of the field; those of no field under `""`."""
    form = response.context["adminform"].form
    found = {name.replace("__all__", ""): list(each) for name, each in form.errors.items()}
    for formset in response.context["inline_admin_formsets"]:
        for row in formset.formset.forms:
            for name, each in row.errors.items():
                found[row.add_prefix(name.replace("__all__", ""))] = list(each)
    return found


def said(response):
    """The messages that the page shows."""
    return [str(message) for message in response.context["messages"]]
