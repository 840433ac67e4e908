"""What changes a response: faults on demand, edits of a provider's data, and rate limits."""
