"""The doors: HTTP routes and what happens at start-up. They parse, call one use case and answer."""
