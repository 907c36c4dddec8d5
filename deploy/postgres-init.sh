#!/bin/sh
# Run once by the image of PostgreSQL, on an empty data folder: Saathi's own login (no superuser), the role that turns
# work as, and Saathi's database.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set password `cat /run/secrets/database_password`
CREATE ROLE saathi LOGIN PASSWORD :'password';
CREATE ROLE saathi_turn NOLOGIN;
GRANT saathi_turn TO saathi;
CREATE DATABASE saathi OWNER saathi;
REVOKE CONNECT ON DATABASE saathi FROM PUBLIC;
SQL
