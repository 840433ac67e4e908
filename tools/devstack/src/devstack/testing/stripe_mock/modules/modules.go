//go:build tools

// Package modules names what the checks of Stripe take from Go modules: go.mod has the versions, go.sum the hashes.
package modules

import (
	_ "github.com/stripe/stripe-mock"
)
