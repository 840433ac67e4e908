"""HTTP: jobs, their events and reports."""
