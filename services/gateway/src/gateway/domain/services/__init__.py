"""What protects the services, and their clients from them: circuit breakers, limits and the budget of retries."""
