"""Checks of the manifests in deploy/k8s by Kubernetes' own programs, which come from packages."""
