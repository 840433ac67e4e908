"""The providers: one folder per external source, and the client, limits and parsing that they share."""
