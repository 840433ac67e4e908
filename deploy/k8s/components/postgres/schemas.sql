-- One schema for each service, a role that owns it and a role that may only use its rows. Run as superuser in the
-- database `marquee`; may be repeated. Roles get their passwords elsewhere and cannot sign in before.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
-- No service has business in the server's own databases, and large objects belong to no schema.
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid),
  pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;

DO $$
DECLARE
  -- generated region services
  services text[] := ARRAY['auth', 'catalog', 'ingestion', 'stats', 'insights', 'library', 'notifications', 'billing', 'sources', 'playback', 'music', 'social', 'federation'];
  -- end of generated region
  service text;
  owner text;
  role text;
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  FOREACH service IN ARRAY services LOOP
    owner := service || '_owner';
    FOREACH role IN ARRAY ARRAY[service, owner] LOOP
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
        EXECUTE format('CREATE ROLE %I', role);
      END IF;
      EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role);
      EXECUTE format('ALTER ROLE %I SET search_path = %I, public', role, service);
      -- Migrations may run long statements, but nobody waits long for a lock or sleeps in a transaction.
      EXECUTE format('ALTER ROLE %I SET lock_timeout = ''5s''', role);
      EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''60s''', role);
      EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role);
      EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role);
    END LOOP;
    -- Of the 200 connections of the server: no service takes those of all others.
    EXECUTE format('ALTER ROLE %I CONNECTION LIMIT 100', service);
    EXECUTE format('ALTER ROLE %I CONNECTION LIMIT 10', owner);
    EXECUTE format('ALTER ROLE %I SET statement_timeout = ''30s''', service);
    EXECUTE format('ALTER ROLE %I SET transaction_timeout = ''120s''', service);

    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, owner);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', service);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE EXECUTE ON ROUTINES FROM PUBLIC', owner);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
      owner, service, service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO %I',
      owner, service, service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT EXECUTE ON ROUTINES TO %I',
      owner, service, service);
  END LOOP;
END
$$;
