"""Events about what lies ahead."""
