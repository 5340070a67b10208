#!/bin/sh
# Creates the role of the service, which is no superuser, and its database. The image of PostgreSQL
# runs this file once, when it has made its cluster (/docker-entrypoint-initdb.d).
set -eu
psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname=postgres \
  --set=ON_ERROR_STOP=1 --set=password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE hkinno LOGIN PASSWORD :'password';
CREATE DATABASE hkinno OWNER hkinno;
SQL
