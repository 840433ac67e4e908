"""The programs that probe, encode and package videos."""
