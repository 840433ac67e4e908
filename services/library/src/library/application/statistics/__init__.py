"""Statistics of a user: computed once per change of the journal."""
