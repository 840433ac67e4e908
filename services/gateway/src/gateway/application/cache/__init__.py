"""The stored responses, and what is known of their changes."""
