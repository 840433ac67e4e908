"""What an account holds: objects, lists of them, events, and the time of each."""
