"""Use cases on the event log."""
