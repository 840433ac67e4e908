"""The doors: HTTP routes, event consumers and the clockwork. They parse, call one use case and answer."""
