//go:build !linux

package main

import "time"

var started = time.Now()

// cpuTime is the time of day where that of the processor is not known.
func cpuTime() time.Duration { return time.Since(started) }
