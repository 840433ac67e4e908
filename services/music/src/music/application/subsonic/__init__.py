"""What apps that speak Subsonic need besides the use cases of other subjects."""
