"""Signed deliveries of events to the webhook endpoints."""
