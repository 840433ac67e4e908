"""The index in this process: tantivy behind the port."""
