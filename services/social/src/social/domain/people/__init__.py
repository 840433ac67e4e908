"""People: users as other users see them."""
