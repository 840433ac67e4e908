"""The music library as users read it."""
