"""What is known of users, and their erasure."""
