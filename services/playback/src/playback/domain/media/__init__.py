"""What a file of media is: its streams, and why it cannot be played."""
