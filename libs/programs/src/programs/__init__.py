"""External programs, such as ffmpeg: where they are, and how they run within limits."""
