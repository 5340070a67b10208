"""The settings of the API, which are the same on every machine."""

from corsheaders.defaults import default_headers
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

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

# Anybody's page may read the API; nobody's page may send a visitor's cookies to it or write.
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
# POST for the addresses that only read by it: match/ and reconcile/ take more than a query holds.
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = [*default_headers, "if-match", "if-none-match", "min-revision"]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Revision",
    "X-Request-ID",
]
