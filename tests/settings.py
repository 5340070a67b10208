"""The project's settings, with a secret where the environment names none.

`DATABASE_URL` names a server only for production or for tests; production has to name its secret.
"""

import os

from hkinno.service.env import ignore_foreign_variables

os.environ.setdefault("SECRET_KEY", "for tests only")

from hkinno.settings import *  # noqa: F403 (after the secret)

# Commands that tests start as processes run with the project's own settings.
ignore_foreign_variables(os.environ)
