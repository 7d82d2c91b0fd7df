package main

import (
	"fmt"
	"runtime"
)

// versionCommand is the command line of einthoven version.
type versionCommand struct{}

// Run is einthoven version.
func (versionCommand) Run(e *env) error {
	_, err := fmt.Fprintf(e.stdout, "einthoven %s (%s, %s/%s)\n", e.reader.version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
