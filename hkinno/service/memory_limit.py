"""The limit of the memory of a process."""

import resource

from django.core.exceptions import ImproperlyConfigured

MIN_ADDRESS_SPACE = 400_000 * 1024  # bytes that a process of the service needs when it has started


def require_address_space() -> None:
    """Raise ImproperlyConfigured if the processes of the service could not start their threads.

    Imports and threads that get no memory fail with many exceptions, some without a reason.
    """
    limit, _hard = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < MIN_ADDRESS_SPACE:
        raise ImproperlyConfigured(
            f"A process may have only {limit // 1024} kB of memory, and the service needs at least "
            f"{MIN_ADDRESS_SPACE // 1024} kB. Raise the limit: ulimit -v unlimited"
        )
