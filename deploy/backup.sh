#!/bin/sh
# Dumps Saathi's database into a file, whole or not at all:
#
#     sh deploy/backup.sh ADDRESS FILE.dump
#
# ADDRESS is what DATABASE_URL says. Needs pg_dump and pg_restore of the server's version or a later one. The file holds
# personal data and the sealed part of passbooks; SAATHI_KEY, which opens that, is not in it.
set -eu
address="${1:?the address of the database}"
file="${2:?the file to write}"
umask 077
trap 'rm -f "$file.part"' EXIT
pg_dump --format=custom --no-owner --file="$file.part" "$address"
# a file that cannot be read again is no backup
pg_restore --list "$file.part" > /dev/null
mv "$file.part" "$file"
echo "Dumped into $file."
