"""HTTP: syncs of ranked lists."""
