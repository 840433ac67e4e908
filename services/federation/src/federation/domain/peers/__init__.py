"""Other servers, what they may do here, and invitations."""
