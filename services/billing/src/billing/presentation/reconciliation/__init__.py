"""Routes of reconciliations."""
