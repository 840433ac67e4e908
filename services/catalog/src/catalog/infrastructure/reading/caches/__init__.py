"""What pages read once for many requests: titles, the trending ones, totals and ages of lists."""
