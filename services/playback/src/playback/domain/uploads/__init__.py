"""Uploads: files that editors send to the storage in parts."""
