"""The application that a web server loads: `hkinno.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from hkinno.service.env import ignore_foreign_variables

ignore_foreign_variables(os.environ)

application = get_wsgi_application()
