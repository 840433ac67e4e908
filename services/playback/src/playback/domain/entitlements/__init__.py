"""What users are entitled to play, as billing states it."""
