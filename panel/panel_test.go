package panel_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/panel"
)

// A file that holds no network gives none, and the engine says so rather than
// reading with numbers by chance.
func TestOpenRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weights.pth")
	if err := os.WriteFile(path, []byte("PK\x03\x04 but no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, path + ".missing"} {
		n, err := panel.Open(p)
		if err == nil || !strings.Contains(err.Error(), filepath.Base(p)) || n.SHA256() != "" {
			t.Errorf("%s: %v, %q", p, err, n.SHA256())
		}
		if _, err := einthoven.Digitize(context.Background(), einthoven.Source{}, einthoven.Options{Engine: "panel", Network: n}); err == nil {
			t.Error("a network that was not opened is used")
		}
	}
}
