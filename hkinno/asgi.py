"""The application that the workers of `manage.py serve` load: `hkinno.asgi:application`."""

from django.conf import settings

from hkinno.service.asgi.application import ASGIApplication
from hkinno.service.asgi.heartbeat import end_with_parent
from hkinno.service.asgi.rate_limit import RateLimit
from hkinno.service.asgi.response_cache import ResponseCache
from hkinno.service.asgi.revision_reader import RevisionReader

end_with_parent()  # first, as the import of all views takes seconds

from hkinno.wsgi import application as wsgi_application  # noqa: E402

application = ASGIApplication(
    wsgi_application,
    RateLimit(settings.RATE_LIMIT, settings.RATE_LIMIT_SECONDS),
    threads=settings.THREADS,
    client_threads=settings.CLIENT_THREADS,
    trusted_proxies=settings.TRUSTED_PROXIES,
    cache=ResponseCache(settings.RESPONSE_CACHE_BYTES, RevisionReader(settings.RESPONSE_STALENESS)),
)
