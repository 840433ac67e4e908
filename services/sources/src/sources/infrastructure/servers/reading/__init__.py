"""What is read from responses: untrusted JSON, XML and paths."""
