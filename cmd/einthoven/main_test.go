package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// TestMain installs the program under two names: einthoven is the program
// itself, fake the same command line over a reader without pictures.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"einthoven": main,
		"fake": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			os.Exit(run(os.Args[1:], &env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
				terminal: os.Getenv("FAKE_TERMINAL") != "", reader: fake{}}))
		},
		// fake-wait FILE waits until a file is there.
		"fake-wait": func() {
			for range 1000 {
				if _, err := os.Stat(os.Args[1]); err == nil {
					os.Exit(0)
				}
				time.Sleep(10 * time.Millisecond)
			}
			os.Exit(1)
		},
	})
}

func TestScripts(t *testing.T) {
	cases := t.TempDir()
	layout, err := paper.ParseLayout("3x4+1R:II")
	if err != nil {
		t.Fatal(err)
	}
	img, truth, err := synth.Render(synth.Spec{Heart: heart.Heart{Seed: 12, RateBPM: 66}, Page: paper.Page{Layout: layout}})
	if err != nil {
		t.Fatal(err)
	}
	c := synth.Case{ID: "heart", Set: "simulated"}
	if _, err := c.Write(cases, img, truth); err != nil {
		t.Fatal(err)
	}
	nets := t.TempDir()
	writeNets(t, nets)
	for _, fusion := range []string{model.FusionMean, model.FusionAttention, model.FusionConcat} {
		writeNetwork(t, filepath.Join(nets, fusion+".safetensors"), fusion)
	}
	panels := t.TempDir()
	for i := range 3 { // pieces of the page, the way a person cuts them out
		piece := img.SubImage(image.Rect(0, 0, 400, 300).Add(image.Pt(100+300*i, 250+150*i)))
		if err := writePNG(filepath.Join(panels, fmt.Sprintf("p%d.png", []int{1, 2, 11}[i])), piece); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			sample, err := filepath.Abs("../../testdata/sample.png")
			e.Setenv("SAMPLE", sample)
			e.Setenv("CASES", cases)
			e.Setenv("NETS", nets)
			e.Setenv("PANELS", panels)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"count":  count,
		},
	})
}

// writeNetwork writes a panel network of untrained weights, small but for the
// sizes of its input and output.
func writeNetwork(t *testing.T, path, fusion string) {
	t.Helper()
	d, err := model.Named("panel")
	if err != nil {
		t.Fatal(err)
	}
	d.Encoder = model.Encoder{Blocks: []int{1, 1, 1, 1}, Width: 2}
	d.Panel.Features, d.Panel.Hidden, d.Panel.Fusion, d.Panel.Decoder.Channels = 6, 5, fusion, []int{4, 3, 2, 2, 2, 2}
	n, err := model.New(d, 3)
	if err != nil {
		t.Fatal(err)
	}
	set, err := model.Save(n.Params)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	set.Metadata = map[string]string{"network": string(text)}
	if err := weights.WriteFile(path, func(w io.Writer) error { return safetensors.Write(w, set) }); err != nil {
		t.Fatal(err)
	}
}
