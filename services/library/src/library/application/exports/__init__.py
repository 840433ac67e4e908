"""Reading everything that the library has of one user."""
