"""Ports of the programs that probe, encode and package."""
