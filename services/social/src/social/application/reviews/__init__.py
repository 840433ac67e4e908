"""Use cases of reviews, comments, reactions, reports and moderation."""
