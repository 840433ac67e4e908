"""Stores of sign-in sessions that services share."""
