"""Routes of the home page, their responses and the rendering of these."""
