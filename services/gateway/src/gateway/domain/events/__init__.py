"""Rules of the event log without I/O."""
