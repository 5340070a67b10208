"""Settings of plain DRF: as its tutorial has them, on the database and the models of hkinno."""

from hkinno.settings import *  # noqa: F403  # where the database is, and its models

ROOT_URLCONF = "tests.benchmark.peers.drf"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
