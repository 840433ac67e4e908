"""HTTP routes of the catalog, their parameters and the rendering of their responses."""
