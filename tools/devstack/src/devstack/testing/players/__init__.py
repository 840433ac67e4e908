"""A second player of videos for tests, besides the one of the pages."""
