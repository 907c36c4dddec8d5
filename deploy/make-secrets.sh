#!/bin/sh
# Makes the files of secrets that deploy/compose.yaml and deploy/kubernetes/ hand to the containers:
#
#     sh deploy/make-secrets.sh FOLDER [HOST-OF-THE-DATABASE]
#
# What can be chosen is chosen at random. What a service gives you stays empty, which means: not set up. A file that is
# there already is left as it is.
set -eu
folder="${1:?the folder for the secrets, such as deploy/secrets}"
host="${2:-postgres}"
umask 077
mkdir -p "$folder"
# The containers read the files as users of their own; others are kept out by the folder.
chmod 700 "$folder"

put() {
    [ -e "$folder/$1" ] && return
    printf '%s' "$2" > "$folder/$1"
    chmod 444 "$folder/$1"
}

put postgres_password "$(openssl rand -hex 24)"
put database_password "$(openssl rand -hex 24)"
put database_url "postgresql://saathi:$(cat "$folder/database_password")@$host:5432/saathi"
put saathi_key "$(openssl rand -base64 32)"
put widget_key "$(openssl rand -base64 32)"
put whatsapp_verify "$(openssl rand -hex 16)"
for given in telegram_token telegram_secret whatsapp_token whatsapp_secret oidc_secret model_key \
        model_second_key; do
    put "$given" ""
done
echo "The secrets are in $folder. Keep a copy of saathi_key apart from the backups of the database."
