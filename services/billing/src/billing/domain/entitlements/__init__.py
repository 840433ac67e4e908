"""What each user is entitled to."""
