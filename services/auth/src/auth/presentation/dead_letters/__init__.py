"""Dead letters over HTTP, for administrators."""
