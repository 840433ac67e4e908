"""VersionedCommand into Postgres: a batch is one statement a table, and what is not newer changes nothing."""
