"""The content of files, for players and downloads."""
