"""Files in an S3-compatible storage: the port, its adapter, and uploads that clients send to the storage themselves."""
