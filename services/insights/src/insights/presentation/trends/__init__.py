"""Trends: series, comparisons and distributions, as JSON and as pictures."""
