"""The rules of snapshots and movements. Imports nothing but the standard library."""
