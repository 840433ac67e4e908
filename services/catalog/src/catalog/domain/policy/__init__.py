"""The rules of the catalog policy: which titles are listed, and why."""
