"""Calls to providers within their rate limits: the HTTP client, the rate limiter and the limits of a call."""
