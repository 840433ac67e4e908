"""The users of the demo data, and what they have watched, rated and collected."""
