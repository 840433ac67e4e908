"""Use cases about deliveries that wait: planned again, or gathered into digests."""
