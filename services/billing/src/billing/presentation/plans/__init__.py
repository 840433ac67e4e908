"""Routes of plans and prices."""
