"""Consumed events about audience retention, and its routes."""
