"""Music folders: directories of the server with music, and who may hear them."""
