"""What other databases state of artists and albums, and what of it is used."""
