"""Dated facts that may be the reasons of movements."""
