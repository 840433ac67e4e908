"""Routes of the content of files."""
