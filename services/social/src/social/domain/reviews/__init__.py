"""Reviews, comments, reactions, reports and their moderation."""
