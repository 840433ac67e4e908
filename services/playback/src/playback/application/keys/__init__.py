"""Creating content keys and releasing them."""
