"""Lists at other sites: how each is recognized by its address and read."""
