"""People: what events state of users, and their erasure."""
