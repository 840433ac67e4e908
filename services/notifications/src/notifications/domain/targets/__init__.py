"""Targets: where users want to be reached besides the address of their account."""
