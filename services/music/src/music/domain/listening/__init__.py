"""Rules of plays."""
