"""The ports of providers of payments."""
