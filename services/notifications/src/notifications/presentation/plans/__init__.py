"""The paid plans of users, and the messages about them."""
