"""The seasons of a show's page."""
