"""Playback sessions: who plays what, where, and until when."""
