"""The analysis of sound: decoded by ffmpeg, measured by processes of its own; and what it has found, in Postgres."""
