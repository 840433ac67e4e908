//go:build tools

// Package modules names the program whose versions and hashes are in go.mod and go.sum.
package modules

import (
	_ "github.com/zegl/kube-score/cmd/kube-score"
)
