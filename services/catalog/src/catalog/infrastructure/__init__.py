"""The read model in Postgres: adapters of the ports."""
