"""Routes of providers, offers, people, similar titles and collections."""
