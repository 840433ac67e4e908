"""Routes of reviews, comments, reactions, reports and moderation."""
