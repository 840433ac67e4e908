"""Rules of sessions and refresh tokens."""
