package einthoven_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestModules lists the modules that whoever imports the library inherits. A
// new one is a decision: say in docs/ARCHITECTURE.md why, and add it here.
func TestModules(t *testing.T) {
	allowed := []string{"github.com/einthoven-ecg/einthoven", "golang.org/x/image", "golang.org/x/sys"}
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".").Output()
	if err != nil {
		t.Skipf("go list does not run here: %v", err)
	}
	modules := slices.Compact(slices.Sorted(slices.Values(strings.Fields(string(out)))))
	if !slices.Contains(modules, allowed[0]) {
		t.Fatalf("go list gave %q", modules)
	}
	for _, m := range modules {
		if !slices.Contains(allowed, m) {
			t.Errorf("the library now imports module %s", m)
		}
	}
}
