"""What happens to a request on its way: admitted, forwarded, limited. Knows ports, not frameworks."""
