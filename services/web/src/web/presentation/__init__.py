"""Pages, forms, templates, texts and static files."""
