"""Files of media sources."""
