"""What the tools know of the request that calls them."""

from contextvars import ContextVar
from typing import Any

Environ = dict[str, Any]
# What the API needs to know of its client, for links and limits. A local process has none.
SHARED_KEYS = ("HTTP_HOST", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")
outer_environ: ContextVar[Environ | None] = ContextVar("outer_environ", default=None)
