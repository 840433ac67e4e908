"""The kinds of sources: one folder with a `SourceSpec` for each."""
