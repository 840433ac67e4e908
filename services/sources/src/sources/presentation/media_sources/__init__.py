"""Routes of media sources."""
