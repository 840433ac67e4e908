"""Routes of finance: plans and prices."""
