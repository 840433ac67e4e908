"""The stacks that fault tests disturb."""
