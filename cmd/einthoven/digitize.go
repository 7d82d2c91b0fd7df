package main

import (
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/internal/panel"
)

// digitizeCommand is the command line of einthoven digitize.
type digitizeCommand struct {
	Paths []string `arg:"" name:"path" help:"Pictures, folders of pictures (searched to the bottom), patterns, or - for the standard input."`

	Out     string   `short:"o" default:"." placeholder:"DIR" help:"Folder for the results; made if need be (default: the current one)."`
	Format  []string `default:"csv" help:"Files to write beside the report: ${formats} (default: csv)."`
	Overlay bool     `help:"Also draw what was read over the picture, as NAME.overlay.png."`
	JSON    bool     `name:"json" help:"Print the reports on the standard output, one a line, in the order of the pictures."`
	Jobs    int      `short:"j" placeholder:"N" help:"Pictures to read at the same time (default: one a processor)."`
	Resume  bool     `help:"Leave out pictures whose results are there already, from the same bytes and options."`
	FailOn  string   `enum:"refused,review" default:"refused" help:"With review, pictures that need review count as failed (exit status 4)."`

	Layout  string  `placeholder:"L" help:"Layout of the pages, such as 3x4+1 or 6x2, where you know it (default: found on the page)."`
	MMPerS  float64 `name:"mm-per-s" placeholder:"S" help:"Paper speed in mm/s, where you know it (default: found on the page)."`
	MMPerMV float64 `name:"mm-per-mv" placeholder:"G" help:"Gain in mm/mV, where you know it (default: found on the page)."`
	Rate    float64 `default:"500" placeholder:"HZ" help:"Samples a second of the results (default: 500)."`
	Engine  string  `enum:"auto,classic,learned,panel" default:"auto" help:"How to read: auto, classic, learned or panel."`
	Weights string  `placeholder:"FILE" help:"Weights of the panel network (.safetensors, .pth, .onnx), for --engine panel."`
	Panels  bool    `help:"The pictures are panels of one page, one a lead, for the panel network: by their names (V1.png, or 1 to 12), else in the order of the call."`

	network einthoven.Network
}

// Help is what --help adds.
func (*digitizeCommand) Help() string {
	return `For x.png the results are x.json (the report) and, unless the picture was
refused, x.csv and what else --format and --overlay ask for.

Exit status: 0 every picture was read; 1 a fault of the program or of the
disk; 2 a wrong call; 3 some pictures were refused or could not be read;
4 some need review, and --fail-on review was given; 130 stopped by the user.`
}

// Run is einthoven digitize.
func (c *digitizeCommand) Run(e *env) error {
	if err := c.check(e); err != nil {
		return err
	}
	inputs, err := expand(c.Paths)
	if err != nil {
		return err
	}
	var panels [panel.Leads]string
	if c.Panels {
		if panels, err = placePanels(inputs); err != nil {
			return err
		}
		inputs = []string{panelsName}
	}
	jobs := c.Jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	jobs = min(jobs, len(inputs))
	b := &batch{
		env: e, inputs: inputs, names: assign(inputs), dir: filepath.Clean(c.Out), jobs: jobs,
		formats: c.Format, overlay: c.Overlay, json: c.JSON, resume: c.Resume,
		options: c.options(jobs), panels: panels,
	}
	t, err := b.run()
	if err != nil {
		return err
	}
	return t.status(c.FailOn == "review")
}

// check refuses wrong values before anything is read.
func (c *digitizeCommand) check(e *env) error {
	known := formatNames()
	seen := map[string]bool{}
	for _, f := range c.Format {
		f = strings.ToLower(strings.TrimSpace(f))
		if !slices.Contains(known, f) {
			return wrongCall("formats are "+strings.Join(known, ", "), "--format: %q is no format", f)
		}
		seen[f] = true
	}
	c.Format = slices.DeleteFunc(known, func(f string) bool { return !seen[f] }) // once each, in one order
	if c.Jobs < 0 || c.Jobs > maxJobs {
		return wrongCall(fmt.Sprintf("use 1 to %d", maxJobs), "--jobs: %d is out of range", c.Jobs)
	}
	for _, v := range []struct {
		flag  string
		value float64
	}{{"--rate", c.Rate}, {"--mm-per-s", c.MMPerS}, {"--mm-per-mv", c.MMPerMV}} {
		// Zero is the library's word for unknown and must come from us alone.
		if math.IsNaN(v.value) || v.value < 0 {
			return wrongCall("give a positive number", "%s: %g is no measure", v.flag, v.value)
		}
	}
	if err := c.checkEngine(); err != nil {
		return err
	}
	if err := e.reader.check(e.ctx, c.options(1)); err != nil {
		return wrongCall("einthoven digitize --help shows what it takes", "%w", err)
	}
	return nil
}

// checkEngine refuses what does not go together, and loads the network.
func (c *digitizeCommand) checkEngine() (err error) {
	if c.Panels {
		switch {
		case c.Engine == "auto":
			c.Engine = enginePanel
		case c.Engine != enginePanel:
			return wrongCall("leave --engine away", "--panels: only the engine panel reads panels")
		}
		if c.Overlay || c.Resume || c.Layout != "" || c.MMPerS != 0 || c.MMPerMV != 0 {
			return wrongCall("leave it away", "--panels: there is no page for --overlay, --resume, --layout, --mm-per-s or --mm-per-mv")
		}
	}
	c.network, err = openNetwork(c.Engine, c.Weights)
	return err
}

// maxJobs bounds the pictures in memory at one time.
const maxJobs = 1024

// options are those of the reader with n pictures read at a time.
func (c *digitizeCommand) options(n int) options {
	return options{RateHz: c.Rate, Layout: c.Layout, MMPerSecond: c.MMPerS, MMPerMV: c.MMPerMV, Engine: c.Engine, Network: c.network,
		Workers: max(1, runtime.GOMAXPROCS(0)/n)}
}
