#!/bin/sh
# Make the role that every process uses; what it may do, `grant_app_role` says.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$APP_PASSWORD" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE ambit_app LOGIN PASSWORD :'password';
SQL
