"""What the use cases need from outside: providers, repositories, a unit of work."""
