"""Routes of imports, for administrators."""
