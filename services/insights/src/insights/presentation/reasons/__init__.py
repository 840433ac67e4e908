"""Consumed events to dated facts."""
