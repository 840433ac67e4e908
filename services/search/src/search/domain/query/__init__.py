"""What a query requests: ids, years and episodes in its text, and the tiers in which entries match it."""
