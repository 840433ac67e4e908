"""Pictures from strangers, decoded and encoded again by a child process within limits."""
