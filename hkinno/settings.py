"""The settings of hkinno. What differs by machine comes from the environment (docs/operating.md).

Importing this file reads and never writes; it starts nothing.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from hkinno.api_settings import *  # noqa: F403 (settings are the names of this module)
from hkinno.login_settings import *  # noqa: F403
from hkinno.service import embedded_database, secret_key
from hkinno.service.env import (
    boolean,
    choice,
    connection_options,
    database_config,
    installed_apps,
    integer,
    networks,
    public_url,
    replica_configs,
    split_list,
)
from hkinno.service.logging_config import logging_config

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = embedded_database.var_directory(os.environ)

# --- Where it runs ------------------------------------------------------------------------------

HOST = env.str("HOST", default="") or "127.0.0.1"
PORT = integer("PORT", 8000, minimum=1, maximum=65_535)
# Not read by `env`, which takes a value that starts with `$` for the name of another variable.
ADMIN_PASSWORD = os.environ.get("HKINNO_ADMIN_PASSWORD", "")
WORKERS = integer("WORKERS", 2, minimum=1, maximum=512)
THREADS = integer("THREADS", 4, minimum=1, maximum=512)
CLIENT_THREADS = integer("CLIENT_THREADS", max(1, THREADS // 2), minimum=1, maximum=512)
RATE_LIMIT = integer("RATE_LIMIT", 60_000)
RATE_LIMIT_SECONDS = integer("RATE_LIMIT_SECONDS", 60, minimum=1)
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")

# Programs of all kinds have a variable of this name, so that any other value than true is false.
DEBUG = env.bool("DEBUG", default=False)
DATABASE_URL = env.str("DATABASE_URL", default="")
PUBLIC_URL = public_url(env.str("PUBLIC_URL", default=""))
CONTACT = os.environ.get("CONTACT", "")
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key.stored_or_random(DATABASE_URL, VAR_DIR)

_public = urlsplit(PUBLIC_URL)
_https = _public.scheme == "https"
# The loopback names are for health checks on the machine itself.
ALLOWED_HOSTS = [
    *split_list(env.str("ALLOWED_HOSTS", default="")),
    *filter(None, [_public.hostname]),
    *["localhost", "127.0.0.1", "[::1]"],
]

# --- Applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "import_export",
    "axes",
    "hkinno.service",
    "hkinno.api",
    "hkinno.search",
    "hkinno.registry",
    "hkinno.seeds",
    "hkinno.fixtures",
    "labs",
    "programmes",
    "events",
    "hkinno.matching",
    "hkinno.dumps",
    "hkinno.reports",
    "hkinno.mcp_server",
    "hkinno.openapi",
    "hkinno.site",
    # Tools that only some runs want, such as the linter of migrations.
    *installed_apps(env.str("EXTRA_APPS", default="")),
]

MIDDLEWARE = [
    "hkinno.service.metrics.requests.RequestMetricsMiddleware",
    "hkinno.api.requests.RequestLogMiddleware",
    "hkinno.api.middleware.SecurityHeadersMiddleware",
    "hkinno.registry.rest.conditional_requests.CompressionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hkinno.site.browsers.BrowserMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "hkinno.api.middleware.RejectionMiddleware",
    "hkinno.api.middleware.RequestValidationMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hkinno.registry.rest.conditional_requests.ConditionalRequestMiddleware",
    "hkinno.api.middleware.ContentLanguageMiddleware",
    "hkinno.api.middleware.AppendSlashMiddleware",
    "hkinno.api.middleware.APIMiddleware",
    # Of pages and the admin only.
    "hkinno.registry.admin.written_revision.WrittenRevisionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hkinno.registry.admin.audit_log.AuditLogMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hkinno.urls"
WSGI_APPLICATION = "hkinno.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database -----------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_connections = {"CONN_MAX_AGE": integer("CONN_MAX_AGE", 600), "CONN_HEALTH_CHECKS": True}
_primary = database_config(DATABASE_URL, VAR_DIR, connection_options())
_replicas = replica_configs(
    env.str("DATABASE_REPLICA_URLS", default=""), VAR_DIR, connection_options()
)
DATABASES = {
    alias: config | _connections for alias, config in {"default": _primary, **_replicas}.items()
}
# How long (milliseconds) after a write a replica that does not have it is still read.
REPLICA_MAX_LAG = integer("REPLICA_MAX_LAG_MS", 1_000, minimum=100) / 1000

# --- Languages and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hant", _("Traditional Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "hkinno.formats"
TIME_ZONE = "UTC"
USE_TZ = True

# --- Files served -------------------------------------------------------------------------------

STATIC_URL = "/static/"
# Where `collectstatic` puts hashed and compressed copies. Without it files are served from the
# installed packages: compressing them takes longer than everything else at a first start.
STATIC_ROOT = env.str("STATIC_ROOT", default="") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
_storage = (
    "hkinno.site.storage.StaticFilesStorage"
    if STATIC_ROOT
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _storage},
}
# No copies of source maps, nor of each file under its name without a hash.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
DUMP_DIR = Path(env.str("DUMP_DIR", default="") or VAR_DIR / "dump")
DUMP_INTERVAL = integer("DUMP_INTERVAL", 60)  # seconds; 0: no dumps in the background

# Whether the JSON of rows is stored in the database, or made again for each request.
STORE_DOCUMENTS = boolean("STORE_DOCUMENTS", default=True)

# Responses in the memory of each process, and how old (seconds) the revision may be that they are
# checked against.
RESPONSE_CACHE_BYTES = integer("HKINNO_CACHE_MB", 64) * 2**20
RESPONSE_STALENESS = integer("HKINNO_STALENESS_MS", 0) / 1000

# --- Safety -------------------------------------------------------------------------------------

FILE_UPLOAD_HANDLERS = ["hkinno.registry.admin.imports.upload_handler.ImportUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # bytes of a request with a file
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes of a form without its file
# A record with a thousand statements is one form of the admin, some sixteen fields for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

if _https:
    # TLS ends at a proxy, which says by this header how the visitor came (docs/operating.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_SSL_HOST = _public.netloc
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Preloading binds every service of a domain for years: for its owner to ask for, not for us.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# --- Log ----------------------------------------------------------------------------------------

LOG_LEVEL = choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOG_FORMAT = choice("LOG_FORMAT", "text", ("text", "json"))
SLOW_REQUEST = integer("SLOW_REQUEST", 5_000)  # milliseconds
ACCESS_LOG = boolean("ACCESS_LOG", default=False)

LOGGING = logging_config(LOG_LEVEL, LOG_FORMAT, logs_access=ACCESS_LOG)
