"""The application that a web server loads: `hkinno.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hkinno.service.env import ignore_foreign_variables

ignore_foreign_variables(os.environ)

application = get_wsgi_application()

# Imports all views now, rather than during the first request, which may be a health check.
get_resolver().url_patterns  # noqa: B018
