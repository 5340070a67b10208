"""The application that the workers of `manage.py serve` load: `hkinno.asgi:application`."""

import random

from django.conf import settings

from hkinno.service.asgi.application import ASGIApplication
from hkinno.service.asgi.databases import Databases
from hkinno.service.asgi.heartbeat import end_with_parent, leave_interrupt_to_parent
from hkinno.service.asgi.rate_limit import RateLimit
from hkinno.service.asgi.response_cache import ResponseCache
from hkinno.service.asgi.revision_reader import REPLICA_READ_SECONDS, RevisionReader
from hkinno.service.asgi.seen_revision import seen_revision
from hkinno.service.env import REPLICA_PREFIX
from hkinno.service.huge_pages import use_huge_pages

# First, as the import of all views takes seconds.
end_with_parent()
leave_interrupt_to_parent()

from hkinno.wsgi import application as wsgi_application  # noqa: E402

replicas = [alias for alias in settings.DATABASES if alias.startswith(REPLICA_PREFIX)]
databases = Databases(
    RevisionReader(settings.RESPONSE_STALENESS),
    [
        RevisionReader(settings.RESPONSE_STALENESS, alias, REPLICA_READ_SECONDS)
        # Each process prefers another one.
        for alias in random.sample(replicas, len(replicas))
    ],
    max_lag=settings.REPLICA_MAX_LAG,
    required_revision=seen_revision,
)
application = ASGIApplication(
    wsgi_application,
    RateLimit(settings.RATE_LIMIT, settings.RATE_LIMIT_SECONDS),
    threads=settings.THREADS,
    client_threads=settings.CLIENT_THREADS,
    trusted_proxies=settings.TRUSTED_PROXIES,
    databases=databases,
    cache=ResponseCache(settings.RESPONSE_CACHE_BYTES),
)
use_huge_pages()  # when all code is loaded
