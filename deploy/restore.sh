#!/bin/sh
# Restores a dump of backup.sh into an empty database, whole or not at all:
#
#     sh deploy/restore.sh FILE.dump ADDRESS
#
# ADDRESS is what DATABASE_URL will say; its login owns the database and is a member of the role saathi_turn. The dump
# may come from another login, such as that of an embedded database. Stop Saathi first; it refuses a database that has
# tables.
set -eu
file="${1:?the dump}"
address="${2:?the address of the empty database}"
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 "$address" --command "$1"; }

if [ "$(ask "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")" != 0 ]; then
    echo "The database has tables already. Restore into an empty one." >&2
    exit 1
fi
# A role is the server's, not the database's, and no dump has it.
if [ "$(ask "SELECT count(*) FROM pg_roles WHERE rolname = 'saathi_turn'")" = 0 ] \
    && [ "$(ask "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")" = t ]; then
    ask "CREATE ROLE saathi_turn NOLOGIN"
    ask "GRANT saathi_turn TO CURRENT_USER"
fi
if [ "$(ask "SELECT count(*) FROM pg_roles WHERE rolname = 'saathi_turn' AND pg_has_role(oid, 'MEMBER')")" != 1 ]; then
    echo "The login needs the role that turns work as. As an administrator of the server, run:" >&2
    echo "  CREATE ROLE saathi_turn NOLOGIN; GRANT saathi_turn TO $(ask 'SELECT quote_ident(current_user)');" >&2
    exit 1
fi
list="$(mktemp)"
trap 'rm -f "$list"' EXIT
# What later tables are granted belongs to the login that makes them, which may be another one now.
pg_restore --list "$file" | grep -v ' DEFAULT ACL ' > "$list"
pg_restore --no-owner --exit-on-error --single-transaction --use-list="$list" --dbname="$address" "$file"
ask "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO saathi_turn"
ask "SET client_min_messages = error; ANALYZE"
echo "Restored. Now run: saathi verify"
