"""HTTP: signals of the audience."""
