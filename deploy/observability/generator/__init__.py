"""What is generated for operators: the list of metrics, dashboards, and rules of the Prometheus operator."""
