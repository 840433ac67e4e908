"""Backups of a deployment, and their restoration: database, log, objects and, if requested, keys."""
