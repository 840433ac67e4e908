//go:build tools

// Package modules names what the tests of deploy take from Go modules: go.mod has the versions, go.sum the hashes.
package modules

import (
	_ "github.com/compose-spec/compose-go/v2/schema"
	_ "github.com/opencontainers/image-spec/schema"
	_ "github.com/opencontainers/umoci/cmd/umoci"
)
