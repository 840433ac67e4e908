"""HTTP of deliveries."""
