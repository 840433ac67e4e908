"""Use cases behind the requests of users for imports."""
