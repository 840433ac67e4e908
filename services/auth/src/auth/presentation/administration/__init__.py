"""Administration of accounts over HTTP."""
