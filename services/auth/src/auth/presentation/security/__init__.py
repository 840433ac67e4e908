"""The audit log over HTTP, and commands about the protection of stored data."""
