"""Media files: the segments, manifests, subtitles and pictures of a video, below `/media`."""
