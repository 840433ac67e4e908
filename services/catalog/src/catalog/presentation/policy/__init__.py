"""Routes of the catalog policy, for administrators."""
