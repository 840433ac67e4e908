"""Pages on which visitors look around: lists, trends, the calendar, search, and imports of missing titles."""
