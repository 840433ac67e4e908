"""Pictures of the demo titles, drawn by rule: no picture of anyone else is served."""
