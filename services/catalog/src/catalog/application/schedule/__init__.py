"""The schedule: the calendar and new episodes."""
