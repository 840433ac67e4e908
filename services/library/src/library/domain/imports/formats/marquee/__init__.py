"""The JSON export of Marquee itself."""
