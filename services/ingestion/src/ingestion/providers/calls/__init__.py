"""Calls to providers within their rate limits: the HTTP client, the rate gate and what a call may cost."""
