//go:build tools

// Package modules names the program whose versions and hashes are in go.mod and go.sum.
package modules

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
)
