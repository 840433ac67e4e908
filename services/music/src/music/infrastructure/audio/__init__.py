"""Files of tracks as the input of programs."""
