"""Single titles: their prices, what follows from payments, plays and refunds."""
