"""Recognition of files."""
