"""Use cases of media sources."""
