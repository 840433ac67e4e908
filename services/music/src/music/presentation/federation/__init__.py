"""Routes for federation, which reads for other servers what is shared with them."""
