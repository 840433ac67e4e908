"""What is said to users: the kinds of messages, and the occurrences that they are about."""
