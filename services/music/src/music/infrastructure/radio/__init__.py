"""Stations of the radio: the directory, their broadcasts, and the favourites of users."""
