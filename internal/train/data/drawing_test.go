package data

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/synth"
)

// TestDrawing wants examples to change only together with their version: else
// stores would go on giving what an older renderer drew.
func TestDrawing(t *testing.T) {
	if runtime.GOARCH != "amd64" || runtime.GOOS != "linux" {
		t.Skip("other processors round otherwise")
	}
	const want = "8897863be8b8741b"
	u := model.Description{Kind: model.KindUNet, Input: model.Input{Channels: 3, Height: 128, Width: 128}, Encoder: model.Encoder{Blocks: []int{1, 1, 1, 1}, Width: 4},
		UNet: &model.UNet{Channels: []int{4, 4, 4, 4, 4}, Outputs: 1}}
	crops, err := NewCrops(u, synth.Recipe{}, []synth.Look{synth.LookScan}, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := NewPages(panelNetwork(t), plotted(t), []synth.Look{synth.LookClean}, 1, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	sketches, err := NewSketches(sketchNetwork(), 1, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, s := range []Source{crops, pages, sketches} {
		e, err := s.Draw(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(e.Pixels)
		h.Write([]byte(Fingerprint(e.Target)))
		h.Write(e.Mask)
	}
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("examples of drawing %d are %s, not %s: raise Drawing and write the new name here", Drawing, got, want)
	}
}

// TestContents wants records that changed to make another source.
func TestContents(t *testing.T) {
	header := recorded(t, "a", "")
	key := func() string {
		t.Helper()
		p, err := NewPages(panelNetwork(t), plotted(t), []synth.Look{synth.LookClean}, 1, 1, []string{header})
		if err != nil {
			t.Fatal(err)
		}
		return p.Key()
	}
	before := key()
	if key() != before {
		t.Error("one source has two keys")
	}
	if err := os.WriteFile(header, append([]byte("# first\n"), read(t, header)...), 0o666); err != nil {
		t.Fatal(err)
	}
	comment := key()
	if comment == before {
		t.Error("another header has the same key")
	}
	samples := strings.TrimSuffix(header, ".hea") + ".dat"
	text := read(t, samples)
	text[100]++
	if err := os.WriteFile(samples, text, 0o666); err != nil {
		t.Fatal(err)
	}
	if key() == comment {
		t.Error("other samples have the same key")
	}
	_, err := NewPages(panelNetwork(t), plotted(t), nil, 1, 1, []string{filepath.Join(t.TempDir(), "none.hea")})
	if err == nil || !strings.Contains(err.Error(), "none.hea") {
		t.Errorf("no record: %v", err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
