"""A small music library that is composed, played and drawn by code: it is free of the rights of others."""
