"""Everything that the library has of a user, as files."""
