"""Tables and JSON of the schema that `docs/imports.md` describes, for files of any other origin."""
