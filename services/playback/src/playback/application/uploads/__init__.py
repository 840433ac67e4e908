"""Uploads: from the first part to the version, the subtitles or the rejection."""
