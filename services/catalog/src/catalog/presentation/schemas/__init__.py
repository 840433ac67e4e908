"""Response models: what the HTTP API returns, and what projections render in advance."""
