"""Validation of parameters and bodies, and the wording of its errors."""
