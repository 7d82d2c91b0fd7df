package main

import (
	"path/filepath"
	"runtime/debug"
	"strings"
)

// place is the file and line where the panic that is being recovered began: a
// fault of ours can be reported without the picture.
func place() string {
	_, stack, _ := strings.Cut(string(debug.Stack()), "\npanic(")
	for line := range strings.Lines(stack) {
		file, _, found := strings.Cut(strings.TrimSpace(line), " +0x")
		if found && !strings.Contains(file, "/runtime/") {
			return filepath.Base(file)
		}
	}
	return "an unknown place"
}
