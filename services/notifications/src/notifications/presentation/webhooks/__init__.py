"""HTTP routes of webhooks, and the events that they send."""
