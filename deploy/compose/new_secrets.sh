#!/bin/sh
# Makes what docker compose needs and nobody should type, in .marquee/: passwords, the key that signs tokens, those of
# encrypted columns, of notices and of media files, one file each, and compose.env, which names the folder.
# What exists is kept, and a folder of an earlier version is completed.
set -eu
# generated region services
services="auth catalog ingestion stats insights library notifications billing sources playback music social federation"
# end of generated region
folder=${1:-.marquee}
mkdir -p "$folder"
chmod 0700 "$folder"
touch "$folder/compose.env"
chmod 0600 "$folder/compose.env"

# The container reads a file as another user than yours; the folder keeps everybody else out.
store() { cat > "$folder/$1.new" && chmod 0644 "$folder/$1.new" && mv "$folder/$1.new" "$folder/$1"; }

# Earlier versions had passwords as variables: these stay as they are.
password() {
  earlier=$(sed -n "s/^$1=//p" "$folder/compose.env")
  echo "${earlier:-$(openssl rand -hex 24)}"
}

setting() { grep -q "^$1=" "$folder/compose.env" || echo "$1=$2" >> "$folder/compose.env"; }

if [ ! -e "$folder/auth-signing-key.pem" ]; then
  openssl genpkey -algorithm ed25519 | store auth-signing-key.pem
fi
for key in auth-encryption-key notifications-encryption-key playback-encryption-key sources-encryption-key music-encryption-key federation-encryption-key notice-key; do
  [ -e "$folder/$key" ] || openssl rand -base64 32 | store "$key"
done
[ -e "$folder/delivery-keys" ] || echo "first:$(openssl rand -hex 32)" | store delivery-keys
[ -e "$folder/postgres-password" ] || password POSTGRES_PASSWORD | store postgres-password
[ -e "$folder/auth-admin-password" ] || password AUTH_BOOTSTRAP_ADMIN_PASSWORD | store auth-admin-password
[ -e "$folder/grafana-password" ] || openssl rand -hex 24 | store grafana-password
for service in $services; do
  prefix=$(echo "$service" | tr '[:lower:]' '[:upper:]')
  for role in database owner; do
    user=$service
    [ "$role" = database ] || user=${service}_owner
    [ -e "$folder/$service-$role-url" ] ||
      echo "postgresql://$user:$(password "${prefix}_$(echo "$role" | tr '[:lower:]' '[:upper:]')_PASSWORD")@postgres:5432/marquee" |
      store "$service-$role-url"
  done
done
setting MARQUEE_SECRETS "$folder"
setting AUTH_BOOTSTRAP_ADMIN_EMAIL admin@marquee.example
setting AUTH_STORAGE_SECRET_KEY "$(openssl rand -hex 24)"
for user in PLAYBACK GATEWAY; do
  setting "${user}_STORAGE_SECRET_KEY" "$(sed -n "s/^AUTH_STORAGE_SECRET_KEY=//p" "$folder/compose.env")"
done
