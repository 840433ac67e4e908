"""The bodies of requests between servers."""
