"""The route of exports."""
