"""What calls to the servers of others obey."""
