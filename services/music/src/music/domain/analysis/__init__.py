"""What the sound of a track is: loudness, tempo, key, energy; and which tracks go well together."""
