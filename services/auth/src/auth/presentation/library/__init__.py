"""What is known of the libraries of users."""
