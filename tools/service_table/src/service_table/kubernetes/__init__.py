"""Manifests of deploy/k8s that follow from the service table and the event catalog."""
