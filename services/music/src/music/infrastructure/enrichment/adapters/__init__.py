"""One module per database of music, and the client that calls them."""
