"""The analysis of tracks, and mixes by it."""
