package main

import (
	"runtime"
	"time"
)

// evalCommand is the command line of einthoven eval.
type evalCommand struct {
	Dirs []string `arg:"" name:"dir" help:"Folders of cases (NAME.png, NAME.json, NAME.hea and NAME.dat), or folders of such folders."`

	Out      string `short:"o" placeholder:"DIR" help:"Folder for eval.json and, for each set, tables, reports and overlays; made if need be."`
	Jobs     int    `short:"j" placeholder:"N" help:"Pictures to read at the same time (default: one a processor). With more than one, times a page mean little."`
	HTML     string `name:"html" placeholder:"FILE" help:"Also write the tables and the worst pictures as one HTML page."`
	Baseline string `placeholder:"FILE" help:"eval.json of an earlier run to compare with."`
	Worst    int    `default:"10" placeholder:"N" help:"Worst pictures to list and to show (default: 10)."`
	Limit    int    `default:"60" placeholder:"S" help:"Seconds that one picture may take; a picture over it counts as failed (default: 60)."`
	Engine   string `enum:"auto,classic,learned,panel" default:"auto" help:"How to read: auto, classic, learned or panel."`
	Weights  string `placeholder:"FILE" help:"Weights of the panel network (.safetensors, .pth, .onnx), for --engine panel."`
}

// maxLimit bounds the seconds that one picture may be given.
const maxLimit = 3600

// Run is einthoven eval.
func (c *evalCommand) Run(e *env) error {
	if c.Jobs < 0 || c.Jobs > maxJobs {
		return wrongCall("use 1 to 1024", "--jobs: %d is out of range", c.Jobs)
	}
	if c.Worst < 0 {
		return wrongCall("use 0 or more", "--worst: %d is out of range", c.Worst)
	}
	if c.Limit < 1 || c.Limit > maxLimit {
		return wrongCall("use 1 to 3600 seconds", "--limit: %d is out of range", c.Limit)
	}
	jobs := c.Jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	net, err := openNetwork(c.Engine, c.Weights)
	if err != nil {
		return err
	}
	m := &measurement{env: e, out: c.Out, html: c.HTML, worst: c.Worst, jobs: jobs, limit: time.Duration(c.Limit) * time.Second,
		options: options{Engine: c.Engine, Network: net, Workers: max(1, runtime.GOMAXPROCS(0)/jobs)}}
	if err := e.reader.check(e.ctx, m.options); err != nil {
		return wrongCall("einthoven eval --help shows what it takes", "%w", err)
	}
	if err := m.find(c.Dirs); err != nil {
		return err
	}
	if err := m.compareWith(c.Baseline); err != nil {
		return err
	}
	return m.run()
}
