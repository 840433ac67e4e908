"""The storage for administrators."""
