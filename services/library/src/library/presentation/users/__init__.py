"""Events about users."""
