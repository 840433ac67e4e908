"""Routes of peers, invitations and keys, for administrators."""
