"""Postgres: engine, migrations, pool health, pruning."""
