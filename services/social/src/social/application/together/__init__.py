"""Watching and listening together."""
