"""A directory of radio stations, and stations that send silence with titles."""
