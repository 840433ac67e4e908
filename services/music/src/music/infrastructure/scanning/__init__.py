"""What scans read and write."""
