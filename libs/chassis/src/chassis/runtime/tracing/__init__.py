"""Spans of work, and the origins by which events and jobs continue the trace of a request."""
