"""HTTP routes and event consumers. JSON is rendered when an event arrives and joined when a request reads it."""
