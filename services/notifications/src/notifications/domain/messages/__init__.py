"""Messages to users: their kinds of messages, and the occurrences that they are about."""
