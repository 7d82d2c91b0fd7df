package main

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// writeNets writes small networks for the scripts of einthoven model: tiny.json is
// the description of all, student.json a smaller one with the same output, and
// weights are whole, of old names, and with one stage broken each.
func writeNets(t *testing.T, dir string) {
	t.Helper()
	d := model.Description{
		Kind: model.KindPanel, Input: model.Input{Channels: 3, Height: 32, Width: 32},
		Encoder: model.Encoder{Blocks: []int{1, 1, 1, 1}, Width: 8},
		Panel: &model.Panel{Panels: 3, Features: 16, Hidden: 16, Fusion: model.FusionAttention,
			Decoder: model.PanelSignal{Kind: model.DecoderTransposed, Channels: []int{8, 8, 8}, Start: 5, Leads: 3, Samples: 18}},
	}
	student, p := d, *d.Panel
	student.Encoder.Width, student.Panel = 4, &p
	p.Features, p.Hidden, p.Fusion = 8, 8, model.FusionMean
	for name, d := range map[string]model.Description{"tiny": d, "student": student} {
		writeFileJSON(t, filepath.Join(dir, name+".json"), d)
	}
	zero := func(float32) float32 { return 0 }
	for _, c := range []struct {
		file, param string
		change      func(v float32) float32
	}{
		{"net", "", nil},
		{"touched", "fuse.0.weight", func(v float32) float32 { return 1.01 * v }},
		{"stuck-encoder", "encoder.proj.weight", zero},
		{"stuck-fusion", "fuse.2.bias", func(float32) float32 { return 300 }},
		{"stuck-decoder", "decoder.final.weight", zero},
		{"huge", "fuse.0.weight", func(v float32) float32 { return 1e9 * v }},
		{"broken", "fuse.0.bias", func(float32) float32 { return float32(math.NaN()) }},
	} {
		n, err := model.New(d, 7)
		if err != nil {
			t.Fatal(err)
		}
		if q := n.Params.Get(c.param); q != nil {
			for i, v := range q.Value {
				q.Value[i] = c.change(v)
			}
		}
		writeNet(t, filepath.Join(dir, c.file+".safetensors"), n, &d, nil)
		if c.file == "net" {
			writeForeign(t, filepath.Join(dir, "foreign.safetensors"), n)
			old := strings.NewReplacer("encoder.features.", "backbone.", "fuse.", "page.")
			writeNet(t, filepath.Join(dir, "old.safetensors"), n, nil, func(name string) string { return "module." + old.Replace(name) })
		}
	}
}

// writeForeign writes weights with another program's note of their network.
func writeForeign(t *testing.T, path string, n *model.Network) {
	t.Helper()
	set, err := model.Save(n.Params)
	if err != nil {
		t.Fatal(err)
	}
	set.Metadata = map[string]string{"network": "other net"}
	if err := checkpoint.Write(path, set, nil); err != nil {
		t.Fatal(err)
	}
}

// TestLesson wants a student to learn from examples for training, to be tested with
// those for validation, and never to see those for testing.
func TestLesson(t *testing.T) {
	s := data.Split{Train: []int{4, 0, 2}, Validation: []int{5, 1}, Test: []int{3}}
	var got []int
	for i := range 7 {
		got = append(got, lesson(s, 4, i))
	}
	if want := []int{4, 0, 2, 4, 5, 1, 5}; !slices.Equal(got, want) {
		t.Errorf("examples are %v, want %v", got, want)
	}
}

// TestPack wants what training with kept examples needs to go along, and a
// configuration whose network would stay behind to be refused. The compiler is
// replaced by an empty program.
func TestPack(t *testing.T) {
	for _, tool := range []string{"bash", "tar", "stat"} {
		if _, err := exec.LookPath(tool); err != nil || runtime.GOOS != "linux" {
			t.Skip("packs are made on Linux, with bash and tar")
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go":                          "#!/bin/sh\nwhile [ \"$1\" != -o ]; do shift; done\n: >\"$2\"\n",
		"config.json":                 "{\"network\": \"network.json\"}",
		"network.json":                "{}",
		"other.json":                  "{\"network\":\n \"tiny.json\"}",
		"store/index.json":            "{}",
		"store/000000.safetensors":    "",
		"no-index/000000.safetensors": "",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	out := filepath.Join(dir, "out.tar")
	pack := func(config, examples string) (string, error) {
		text, err := exec.Command("bash", "../../train/pack", out, filepath.Join(dir, config), "--examples", filepath.Join(dir, examples)).CombinedOutput()
		return string(text), err
	}
	if text, err := pack("config.json", "no-index"); err == nil || !strings.Contains(text, "has no index.json") {
		t.Errorf("examples without an index: %v: %s", err, text)
	}
	if text, err := pack("other.json", "store"); err == nil || !strings.Contains(text, "tiny.json does not go along") {
		t.Errorf("a network elsewhere: %v: %s", err, text)
	}
	if text, err := pack("config.json", "store"); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	list, err := exec.Command("tar", "-tf", out).Output()
	for _, name := range []string{"examples/index.json", "examples/000000.safetensors", "network.json"} {
		if err != nil || !strings.Contains(string(list), "pack/"+name+"\n") {
			t.Errorf("%v: no %s in\n%s", err, name, list)
		}
	}
}

func writeFileJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func writeNet(t *testing.T, path string, n *model.Network, d *model.Description, rename func(string) string) {
	t.Helper()
	set, err := model.Save(n.Params)
	if err != nil {
		t.Fatal(err)
	}
	if rename != nil {
		for i := range set.Tensors {
			set.Tensors[i].Name = rename(set.Tensors[i].Name)
		}
	}
	if err := checkpoint.Write(path, set, d); err != nil {
		t.Fatal(err)
	}
}
