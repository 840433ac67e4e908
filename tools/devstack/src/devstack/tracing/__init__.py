"""`marquee trace`: everything that a stack knows of one request, job or event."""
