"""HTTP routes and event consumers of sources."""
