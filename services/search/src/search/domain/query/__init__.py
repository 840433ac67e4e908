"""What a query searches for: ids, years and episodes in its text, and the tiers in which entries match it."""
