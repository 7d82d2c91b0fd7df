package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

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
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			sample, err := filepath.Abs("../../testdata/sample.png")
			e.Setenv("SAMPLE", sample)
			e.Setenv("CASES", cases)
			e.Setenv("NETS", nets)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"count":  count,
		},
	})
}
