"""Routes of the subscription of a user."""
