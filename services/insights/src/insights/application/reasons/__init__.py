"""Recording dated facts and outages of sources."""
