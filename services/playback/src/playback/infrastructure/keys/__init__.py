"""Content keys in Postgres, wrapped."""
