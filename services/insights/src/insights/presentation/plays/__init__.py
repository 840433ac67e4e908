"""Consumed events to plays."""
