"""Deliveries: one message to one destination, its states and its retries."""
