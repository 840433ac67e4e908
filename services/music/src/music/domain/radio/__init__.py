"""Rules of the radio, without I/O."""
