"""Changes of the library that users follow."""
