"""How ingestion reaches the world: providers over HTTP, Postgres, and the contracts of its events."""
