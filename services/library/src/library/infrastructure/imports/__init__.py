"""Imports in Postgres: uploads, rows, and the jobs that process them."""
