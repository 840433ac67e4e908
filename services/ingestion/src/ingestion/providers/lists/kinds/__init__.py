"""The sites with lists, one module per site."""
