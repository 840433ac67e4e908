"""Bodies of schedules for the routes of services."""
