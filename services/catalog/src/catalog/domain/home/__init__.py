"""The home page: its sections, and which titles its hero shows."""
