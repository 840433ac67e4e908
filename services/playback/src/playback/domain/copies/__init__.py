"""Files of media sources that become versions."""
