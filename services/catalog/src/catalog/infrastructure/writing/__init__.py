"""Writes to the read model: one statement per table and batch, and only rows that are newer change."""
