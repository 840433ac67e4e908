"""Albums that are copied from other servers."""
