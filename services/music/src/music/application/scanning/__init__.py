"""Scans: directories are listed, tags of what is new or changed are read, tracks are stored."""
