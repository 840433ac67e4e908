"""Scrobbles: receiving them, matching their titles, and the keys of webhooks."""
