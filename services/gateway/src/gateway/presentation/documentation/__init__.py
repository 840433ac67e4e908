"""The gateway's own pages: the index, the document of the API and its reference, health without details."""
