"""The settings of the project with one app more, as a line in INSTALLED_APPS would add it."""

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.patents"]
ROOT_URLCONF = "tests.patents.urls"
DATABASES = {"default": DATABASES["default"] | {"TEST": {"NAME": "test_hkinno_patents"}}}
