"""What a client received in a response and sends back in a later request: cursors and entity tags."""
