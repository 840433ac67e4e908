"""Music folders in Postgres."""
