#!/bin/sh
# Makes what docker compose needs and nobody should type: passwords into .marquee/compose.env, the key that signs
# tokens into .marquee/auth-signing-key.pem, those of encrypted columns into .marquee/auth-encryption-key and
# .marquee/notifications-encryption-key, and the one of notices into .marquee/notice-key.
# What exists is kept, and a folder of an earlier version is completed.
set -eu
# generated region services
services="AUTH CATALOG INGESTION STATS INSIGHTS LIBRARY NOTIFICATIONS"
# end of generated region
folder=${1:-.marquee}
mkdir -p "$folder"
if [ ! -e "$folder/auth-signing-key.pem" ]; then
  openssl genpkey -algorithm ed25519 -out "$folder/auth-signing-key.pem"
  # The container reads it as another user than yours; the folder keeps everybody else out.
  chmod 0644 "$folder/auth-signing-key.pem"
fi
for key in auth-encryption-key notifications-encryption-key notice-key; do
  if [ ! -e "$folder/$key" ]; then
    openssl rand -base64 32 > "$folder/$key"
    chmod 0644 "$folder/$key"
  fi
done
chmod 0700 "$folder"
if [ ! -e "$folder/compose.env" ]; then
  (
    umask 077
    {
      echo "AUTH_SIGNING_KEY_PATH=$folder/auth-signing-key.pem"
      echo "AUTH_BOOTSTRAP_ADMIN_EMAIL=admin@marquee.example"
      for name in POSTGRES_PASSWORD AUTH_BOOTSTRAP_ADMIN_PASSWORD; do
        echo "$name=$(openssl rand -hex 24)"
      done
      for service in $services; do
        echo "${service}_DATABASE_PASSWORD=$(openssl rand -hex 24)"
        echo "${service}_OWNER_PASSWORD=$(openssl rand -hex 24)"
      done
    } > "$folder/compose.env"
  )
fi
grep -q '^AUTH_ENCRYPTION_KEY_PATH=' "$folder/compose.env" ||
  echo "AUTH_ENCRYPTION_KEY_PATH=$folder/auth-encryption-key" >> "$folder/compose.env"
grep -q '^NOTIFICATIONS_ENCRYPTION_KEY_PATH=' "$folder/compose.env" ||
  echo "NOTIFICATIONS_ENCRYPTION_KEY_PATH=$folder/notifications-encryption-key" >> "$folder/compose.env"
grep -q '^NOTICE_KEY_PATH=' "$folder/compose.env" ||
  echo "NOTICE_KEY_PATH=$folder/notice-key" >> "$folder/compose.env"
