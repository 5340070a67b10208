"""Variables that other programs read, with hostile values."""

import psycopg

# Variables of libpq that are not the default of a connection parameter, with hostile values.
OTHER_LIBPQ_VARIABLES = {
    "PGSERVICEFILE": "/no/such/file",
    "PGSYSCONFDIR": "/no/such/folder",
    "PGTZ": "Asia/Hong_Kong",
    "PGDATESTYLE": "German",
    "PGGEQO": "off",
    "PGLOCALEDIR": "/no/such/folder",
    "PGSSLKEYLOGFILE": "/no/such/file",
    "PGDATA": "/no/such/folder",
    "PGCTLTIMEOUT": "0",
    "PG_COLOR": "always",
}
LIBPQ_VALUES = {
    "PGHOSTADDR": "192.0.2.1",
    "PGPORT": "1",
    "PGSSLMODE": "verify-full",
    "PGSSLNEGOTIATION": "direct",
    "PGSSLCERTMODE": "require",
    "PGCHANNELBINDING": "require",
    "PGREQUIREAUTH": "scram-sha-256",
    "PGREQUIREPEER": "somebody",
    "PGGSSENCMODE": "require",
    "PGTARGETSESSIONATTRS": "standby",
    "PGCLIENTENCODING": "SQL_ASCII",
    "PGOPTIONS": "-c search_path=elsewhere -c default_transaction_read_only=on",
    "PGMINPROTOCOLVERSION": "3.2",
}
LIBPQ_VARIABLES = OTHER_LIBPQ_VARIABLES | {
    option.envvar.decode(): LIBPQ_VALUES.get(option.envvar.decode(), "hostile")
    for option in psycopg.pq.Conninfo.get_defaults()
    if option.envvar
}
INSTALLER_VARIABLES = {
    "PIP_TARGET": "/no/such/folder",
    "PIP_PREFIX": "/no/such/folder",
    "PIP_ROOT": "/no/such/folder",
    "PIP_USER": "1",
    "PIP_DRY_RUN": "1",
    "PIP_PYTHON": "/no/such/python",
    "PIP_REQUIRE_VIRTUALENV": "1",
    "PIP_NO_BINARY": ":all:",
    "PIP_CONSTRAINT": "/no/such/file",
    "PIP_REQUIREMENT": "/no/such/file",
    "UV_TARGET": "/no/such/folder",
    "UV_PREFIX": "/no/such/folder",
    "UV_DRY_RUN": "1",
    "UV_SYSTEM_PYTHON": "1",
    "UV_CONSTRAINT": "/no/such/file",
}
PYTHON_VARIABLES = {
    "PYTHONPATH": "/no/such/folder",
    "PYTHONSAFEPATH": "1",
    "PYTHONHOME": "/no/such/folder",
    "PYTHONUSERBASE": "/no/such/folder",
    "PYTHONINSPECT": "1",
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
    "PYTHONIOENCODING": "ascii",
    "PYTHONPLATLIBDIR": "nowhere",
    "PYTHONSTARTUP": "/no/such/file",
}
PROXY = "http://192.0.2.1:9"
PROXY_VARIABLES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"]
SECRETS = ["SECRET_KEY", "HKINNO_ADMIN_PASSWORD", "DATABASE_URL", "POSTGRES_PASSWORD"]
