"""What auth has sealed, and its deletion."""
