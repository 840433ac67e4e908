"""The programs that probe, encode and package, as bounded child processes."""
