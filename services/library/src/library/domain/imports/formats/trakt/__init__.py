"""The data export of Trakt: JSON files, together or alone."""
