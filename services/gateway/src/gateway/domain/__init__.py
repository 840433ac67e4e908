"""Rules for paths, headers, routes, rate limits, circuit breakers and the merged API document. No I/O."""
