package main

import (
	"github.com/schollz/progressbar/v3"
)

// A progress bar shows on a terminal how many of many are done. Its zero value
// shows nothing.
type progress struct{ bar *progressbar.ProgressBar }

// newProgress makes a bar for n things, on a terminal only.
func newProgress(e *env, what string, n int) progress {
	if !e.terminal || n < 2 {
		return progress{}
	}
	return progress{progressbar.NewOptions(n, progressbar.OptionSetWriter(e.stderr),
		progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())}
}

// clear takes the bar off the terminal until the next step.
func (p progress) clear() {
	if p.bar != nil {
		p.bar.Clear()
	}
}

// step counts one more as done.
func (p progress) step() {
	if p.bar != nil {
		p.bar.Add(1)
	}
}
