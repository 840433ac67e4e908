"""Routes of scans."""
