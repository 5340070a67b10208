#!/bin/sh
# Patroni runs this once, on the first primary: the role and the database of the service.
set -eu
sh "$(dirname "$0")/../create_database.sh"
# Through PgBouncer, a session cannot set them for itself.
psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname=postgres --set=ON_ERROR_STOP=1 <<'SQL'
ALTER ROLE hkinno SET statement_timeout = '15s';
ALTER ROLE hkinno SET lock_timeout = '5s';
ALTER ROLE hkinno SET idle_in_transaction_session_timeout = '60s';
SQL
