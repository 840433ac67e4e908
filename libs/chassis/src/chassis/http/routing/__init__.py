"""From a request to its endpoint: one flat table of routes, strict parameters, and calls without layers between."""
