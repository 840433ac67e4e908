"""Rules of editing the catalog: overrides of facts, versions of editions, and what an audit entry records."""
