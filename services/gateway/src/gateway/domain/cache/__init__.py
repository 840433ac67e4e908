"""Rules of the cache: which responses are stored, how long they are fresh, and for which requests they are."""
