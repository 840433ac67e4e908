"""Routes of music: changes of the library."""
