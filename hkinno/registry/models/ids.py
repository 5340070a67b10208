"""The forms of ids."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
is_slug = RegexValidator(
    SLUG, gettext_lazy("An id is lower-case letters, digits and single hyphens.")
)

# Ids of statements and relations.
KEY = r"^[a-z0-9]+([._-][a-z0-9]+)*$"
is_key = RegexValidator(
    KEY, gettext_lazy("An id is lower-case letters, digits, and single marks . _ -")
)
