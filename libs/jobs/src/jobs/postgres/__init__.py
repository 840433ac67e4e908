"""The queue in Postgres: tables in the schema of a service, and the stores on one connection."""
