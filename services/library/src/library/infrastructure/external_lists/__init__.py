"""External lists in the database."""
