"""The radio: stations, favourites, streams and titles."""
