"""Delivery: the addresses by which one viewer reads the files of an asset, and the caches that hold these files."""
