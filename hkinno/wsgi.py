"""The application that a web server loads: `hkinno.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hkinno.settings")

application = get_wsgi_application()
