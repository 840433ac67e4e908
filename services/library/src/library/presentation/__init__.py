"""The doors: HTTP routes and event consumers. They parse, call one use case and answer."""
