"""Events with what auth has sealed."""
