"""The doors: HTTP routes and event consumers. JSON is rendered when news arrives and joined when it is read."""
