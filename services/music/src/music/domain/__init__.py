"""Rules of music, without I/O."""
