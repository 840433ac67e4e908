"""Users, as far as they concern the library."""
