"""Where the users of a show leave it: three methods, one form of result."""
