"""Sessions of watching and listening together, in Postgres."""
