"""Sign-in sessions, as services know them that do not keep them."""
