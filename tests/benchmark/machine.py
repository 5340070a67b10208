"""What a run was made on: nothing that identifies the machine."""

import os
import platform
import shutil
from importlib.metadata import packages_distributions, version

from django.db import connection

PACKAGES = ("Django", "djangorestframework", "granian", "psycopg", "fastapi", "asyncpg")


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    server = str(connection.pg_version)
    installed = packages_distributions().values()
    names = {name for distributions in installed for name in distributions}
    versions = [f"{name} {version(name)}" for name in PACKAGES if name in names]
    return ", ".join(
        [
            f"{os.cpu_count()} cores",
            f"{memory:.0f} GB of memory",
            f"Python {platform.python_version()}",
            f"PostgreSQL {server[:-4]}.{int(server[-4:])}",
            *versions,
            f"client: {'wrk' if shutil.which('wrk') else 'Python'}",
            f"load before the run: {os.getloadavg()[0]:.1f}",
        ]
    )
