"""Reads pages of the admin as a browser does: form values, messages and errors."""

from html.parser import HTMLParser

from django.urls import reverse

from hkinno.registry.admin.concurrency.versions import LAST_CHANGE
from hkinno.registry.history import last_change


class FormParser(HTMLParser):
    """Parses the form with this id into `values`, as a browser would submit them."""

    def __init__(self, page, form_id):
        super().__init__()
        self.form_id, self.values = form_id, {}
        self.is_inside, self.select, self.textarea = False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.is_inside = attributes.get("id") == self.form_id
        elif self.is_inside and tag in ("input", "select", "option", "textarea"):
            getattr(self, f"start_{tag}")(attributes)

    def start_input(self, attributes):
        name, input_type = attributes.get("name"), attributes.get("type")
        if input_type in ("checkbox", "radio"):
            if "checked" in attributes:
                self.values.setdefault(name, []).append(attributes.get("value", "on"))
        elif name and input_type not in ("submit", "file"):
            self.values[name] = attributes.get("value", "")

    def start_select(self, attributes):
        self.select = attributes.get("name")
        self.values[self.select] = [] if "multiple" in attributes else ""

    def start_option(self, attributes):
        if "selected" in attributes and isinstance(self.values[self.select], list):
            self.values[self.select].append(attributes.get("value", ""))
        elif "selected" in attributes:
            self.values[self.select] = attributes.get("value", "")

    def start_textarea(self, attributes):
        self.textarea = attributes.get("name")
        self.values[self.textarea] = ""

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            # A browser drops the line break that Django adds after the start tag.
            self.values[self.textarea] = self.values[self.textarea].removeprefix("\n")
            self.textarea = None
        if tag == "form":
            self.is_inside = False


def admin_url(model, page, *args):
    """`/admin/labs/lab/add/` for `admin_url(Lab, "add")`."""
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=args)


def form_values(response, model):
    """`{name: value}` of the form on a page."""
    return FormParser(response.content.decode(), f"{model._meta.model_name}_form").values


# Rendering takes most of a test's time, and no record changes the form of an "add" page.
blank_forms = {}


def submit(client, url, model, /, **changes):
    """Open a page, change values of its form, and submit it."""
    values = blank_forms.get(url) or form_values(client.get(url), model)
    if url == admin_url(model, "add"):
        blank_forms[url] = values
    return client.post(url, values | changes, follow=True)


def autocomplete_query(model, field):
    """The query parameters of an autocomplete."""
    names = model._meta.label_lower.split(".")
    return dict(zip(("app_label", "model_name"), names, strict=True)) | {
        "field_name": field,
        "term": "名",
    }


def run_action(client, model, action, *ids, **changes):
    """Run an action of the list, as it was opened just now, with these rows selected."""
    data = {"action": action, "_selected_action": ids, "index": "0", **shown_version()} | changes
    return client.post(admin_url(model, "changelist"), data, follow=True)


def delete(client, model, id):
    """Confirm the deletion of an object."""
    return client.post(
        admin_url(model, "delete", id), {"post": "yes", **shown_version()}, follow=True
    )


def shown_version():
    """The hidden field of a page that was opened just now."""
    return {LAST_CHANGE: str(last_change())}


def form_errors(response):
    """All errors on the page by field name; `""` for non-field errors."""
    form = response.context["adminform"].form
    errors = {name.replace("__all__", ""): list(texts) for name, texts in form.errors.items()}
    for formset in response.context["inline_admin_formsets"]:
        for row in formset.formset.forms:
            for name, texts in row.errors.items():
                errors[row.add_prefix(name.replace("__all__", ""))] = list(texts)
    return errors


def messages(response):
    """The messages on the page."""
    return [str(message) for message in response.context["messages"]]
