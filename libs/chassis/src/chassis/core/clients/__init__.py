"""What clients call themselves."""
