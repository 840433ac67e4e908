"""The index in this process, and how it is built from the events."""
