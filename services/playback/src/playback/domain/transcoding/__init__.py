"""How a source is encoded: the renditions, and the command lines of the encoder."""
