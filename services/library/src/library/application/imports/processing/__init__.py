"""The phases of an import: receiving, matching, committing and reverting."""
