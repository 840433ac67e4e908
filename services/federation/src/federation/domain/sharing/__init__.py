"""What is shared with other servers."""
