"""Plays and marks in Postgres, and the events of plays in the outbox."""
