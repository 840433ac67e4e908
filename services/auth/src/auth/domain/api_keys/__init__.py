"""API keys: their text, scopes and limits."""
