#!/bin/sh
# Gives every service's two database roles their passwords, from <SERVICE>_DATABASE_PASSWORD and
# <SERVICE>_OWNER_PASSWORD. May be repeated: that is how a password is changed.
set -eu
for service in auth catalog ingestion stats insights library; do
  prefix=$(echo "$service" | tr '[:lower:]' '[:upper:]')
  eval "password=\$${prefix}_DATABASE_PASSWORD owner_password=\$${prefix}_OWNER_PASSWORD"
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 \
    --set role="$service" --set password="$password" --set owner_password="$owner_password" <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SELECT format('ALTER ROLE %I PASSWORD %L', :'role' || '_owner', :'owner_password') \gexec
SQL
done
