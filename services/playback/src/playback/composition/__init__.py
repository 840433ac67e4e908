"""Parts of the composition of playback."""
