"""What happens now: new activity, what people are watching, and requests, as open pages follow it."""
