"""How the services, auth's keys and Kafka are reached. Implements the ports; nothing inside knows of it."""
