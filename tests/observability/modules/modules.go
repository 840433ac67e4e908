//go:build tools

// Package modules names what the tests of rules take from Go modules: go.mod has the versions, go.sum the hashes.
package modules

import (
	_ "github.com/VictoriaMetrics/VictoriaMetrics/app/vmalert-tool"
)
