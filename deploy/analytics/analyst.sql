-- A role that reads the exported views of stats and insights and nothing else. Run as superuser in the database `marquee`
-- after `schemas.sql` and the migrations; may be repeated, and must be after a release that adds views.
--   psql -d marquee -f analyst.sql && psql -d marquee -c '\password analyst'
-- The role cannot sign in before it has a password.
DO $$
DECLARE
  source text;
  view text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'analyst') THEN
    CREATE ROLE analyst;
  END IF;
  ALTER ROLE analyst LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 5;
  -- The rights decide what it reads; these limits keep a mistake from holding others up.
  ALTER ROLE analyst SET default_transaction_read_only = on;
  ALTER ROLE analyst SET statement_timeout = '30s';
  ALTER ROLE analyst SET lock_timeout = '1s';
  ALTER ROLE analyst SET idle_in_transaction_session_timeout = '60s';
  ALTER ROLE analyst SET transaction_timeout = '120s';
  ALTER ROLE analyst SET temp_file_limit = '1GB';
  ALTER ROLE analyst SET search_path = stats, insights;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO analyst', current_database());
  FOR source, view IN
    SELECT schemaname, viewname FROM pg_views
    WHERE schemaname IN ('stats', 'insights') AND starts_with(viewname, 'exported_')
  LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO analyst', source);
    EXECUTE format('GRANT SELECT ON %I.%I TO analyst', source, view);
  END LOOP;
END
$$;
