"""The settings of hkinno. What differs by machine comes from the environment (docs/operating.md).

Importing this file reads and never writes; it starts nothing.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from corsheaders.defaults import default_headers
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from pythonjsonlogger.core import RESERVED_ATTRS
from whitenoise.compress import Compressor

from hkinno.service import embedded_database, secret_key
from hkinno.service.env import (
    choice,
    connection_options,
    database_config,
    installed_apps,
    integer,
    networks,
    public_url,
    split_list,
)

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
    "django.contrib.humanize",
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
DATABASES = {
    "default": {
        **database_config(DATABASE_URL, VAR_DIR, connection_options()),
        "CONN_MAX_AGE": integer("CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
    }
}

# --- Languages and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hant", _("Traditional Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
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
STORE_DOCUMENTS = env.bool("STORE_DOCUMENTS", default=True)

# Responses in the memory of each process, and how old (seconds) the revision may be that they are
# checked against.
RESPONSE_CACHE_BYTES = integer("HKINNO_CACHE_MB", 64) * 2**20
RESPONSE_STALENESS = integer("HKINNO_STALENESS_MS", 0) / 1000

# --- API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # Public reads, no key: nothing asks who it is.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PERMISSION_CLASSES": ["hkinno.api.query_params.AllowKnownParameters"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "hkinno.api.negotiation.ContentNegotiation",
    # Ours reads the parameter itself, under the name that the view gives it.
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_RENDERER_CLASSES": ["hkinno.api.negotiation.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": [
        "hkinno.api.filters.base.FilterBackend",
        "hkinno.api.ordering.OrderingBackend",
        "hkinno.search.backend.SearchBackend",
    ],
    "DEFAULT_PAGINATION_CLASS": "hkinno.api.pagination.page_number.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "hkinno.api.openapi.Schema",
    "EXCEPTION_HANDLER": "hkinno.api.errors.exception_handler.handle_exception",
}

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "hkinno",
    "VERSION": "1",
    "DESCRIPTION": (
        "An open, bilingual registry of innovation and technology in Hong Kong: laboratories and "
        "their hosts, programmes, events, and the places, people and figures around them. Every "
        "fact cites its source.\n\nThe API is read-only and needs no key. Names are language maps, "
        "unknown values are null, and every key is always present. Unknown or misspelt parameters "
        "are errors that suggest the closest match. Errors are `application/problem+json`.\n\n"
        "A repeated parameter matches any of its values; so does `NAME__in` with a list separated "
        "by commas, except of amounts; of texts, which may contain commas (`%2C`), `NAME__in` is "
        "repeated instead. Of a role, `NAME__isnull=true` matches records without it. "
        "These two lookups are not listed with each parameter. Lists of words are closed in "
        "requests and open in responses: `x-extensible-enum` has the words of this version, and a "
        "later one may add some."
    ),
    "CONTACT": {"name": "The hkinno contributors"},
    "LICENSE": {"name": "Data: CC0 1.0", "identifier": "CC0-1.0"},
    "SERVERS": [{"url": "/", "description": "The host that serves this document."}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hkinno.openapi.examples.add_examples",
        "hkinno.openapi.tags.describe_tags",
        "hkinno.openapi.parameters.order_parameters",
        "hkinno.openapi.open_enums.open_enums",
        "hkinno.openapi.components.share_components",  # last: it replaces objects by references
    ],
    # The words are English, and `vocabularies/` has their labels in both languages.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Made when the document is: the models say which closed lists there are.
    "ENUM_NAME_OVERRIDES": SimpleLazyObject(
        lambda: import_string("hkinno.openapi.enum_names.enum_names")()
    ),
}

# --- Safety -------------------------------------------------------------------------------------

# Anybody's page may read the API; nobody's page may send a visitor's cookies to it or write.
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
# POST for the addresses that only read by it: match/ and reconcile/ take more than a query holds.
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = [*default_headers, "if-match", "if-none-match"]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# A name is locked out for an address: otherwise anybody could lock out a curator.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "hkinno.api.requests.client_address"
AXES_LOCKOUT_CALLABLE = "hkinno.registry.admin.audit_log.locked_out_page"
# Logins are in the log `hkinno.audit`, not in a table; a command unlocks.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

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
ACCESS_LOG = env.bool("ACCESS_LOG", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "hkinno.api.requests.LogFilter"}},
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(levelname)s %(name)s %(request_id)s %(message)s",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": True,
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        # 4xx responses are lines of the access log.
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
        "mcp": {"level": "WARNING"},
        "hkinno.access": {"level": "NOTSET" if ACCESS_LOG else "WARNING"},
    },
}
