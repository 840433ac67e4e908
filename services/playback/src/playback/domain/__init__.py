"""The rules of playback."""
