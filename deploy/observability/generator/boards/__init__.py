"""The dashboards of operators, one module each."""
