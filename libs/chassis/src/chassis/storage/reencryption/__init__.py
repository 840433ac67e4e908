"""Encryption of stored values with the first key of the ring, so that older keys can be removed."""
