"""Quality of experience, and what measures it."""
