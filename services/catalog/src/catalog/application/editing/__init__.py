"""Use cases of editors: overrides, curated collections, schedules and the audit trail."""
