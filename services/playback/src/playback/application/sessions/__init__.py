"""Playback sessions: starting, keeping and ending them."""
