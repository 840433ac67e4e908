"""Profiles in Postgres, and their pictures in the object storage."""
