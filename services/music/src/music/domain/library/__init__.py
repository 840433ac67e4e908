"""Artists, albums and tracks, as the tags of files state them."""
