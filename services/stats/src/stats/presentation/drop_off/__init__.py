"""HTTP routes and consumed events of drop-off."""
