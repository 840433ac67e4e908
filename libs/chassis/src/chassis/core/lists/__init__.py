"""Lists that are read in parts."""
