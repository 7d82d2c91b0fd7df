package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
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
			old := strings.NewReplacer("encoder.features.", "backbone.", "fuse.", "page.")
			writeNet(t, filepath.Join(dir, "old.safetensors"), n, nil, func(name string) string { return "module." + old.Replace(name) })
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
