"""The rules of snapshots and movements."""
