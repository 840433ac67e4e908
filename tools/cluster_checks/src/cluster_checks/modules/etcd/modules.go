//go:build tools

// Package modules names the program whose versions and hashes are in go.mod and go.sum.
package modules

import (
	_ "go.etcd.io/etcd/server/v3"
)
