"""HTTP to the hosts of images."""
