"""The inbox over HTTP, and the events that become notifications."""
