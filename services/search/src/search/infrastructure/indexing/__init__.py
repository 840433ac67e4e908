"""Building the index from the events, and keeping it up to date."""
