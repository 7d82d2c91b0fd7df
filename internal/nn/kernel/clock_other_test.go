//go:build !linux

package kernel

import "time"

var start = time.Now()

// cpuTime is the time that passed.
func cpuTime() time.Duration { return time.Since(start) }
