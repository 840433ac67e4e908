"""Files that are complete before they are sent: documents, tables, archives."""
