"""The HTTP server below the application: connection limits, protocol checks, the management port."""
