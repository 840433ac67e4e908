"""Drop-off in Postgres: episodes, users' progress, marks and analyses."""
