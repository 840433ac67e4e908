"""Watch positions: heartbeats of devices, and the plays that they complete."""
