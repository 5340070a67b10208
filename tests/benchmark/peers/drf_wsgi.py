"""The application of plain DRF that a web server loads."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
