"""Files of media sources over HTTP."""
