"""Music folders on the disk: directories are listed, tags are read. Nothing is ever written."""
