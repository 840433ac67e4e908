"""Writing and reading the journal of a user."""
