"""Covers: read of music folders by a job, uploaded by administrators, sent to users."""
