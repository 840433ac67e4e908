"""Statistics in Postgres: sums of plays, and the documents computed from them."""
