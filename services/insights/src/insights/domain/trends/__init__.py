"""The rules of trends: series over time, comparisons, and what groups of titles have in common."""
