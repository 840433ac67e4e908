"""What operators observe a deployment with: rules, dashboards, and what generates them."""
