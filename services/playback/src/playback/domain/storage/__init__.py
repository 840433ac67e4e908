"""The object storage of videos."""
