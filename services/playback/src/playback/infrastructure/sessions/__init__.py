"""Playback sessions in Postgres."""
