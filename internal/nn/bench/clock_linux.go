package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is the processor time of all threads: what other programs take does
// not count.
func cpuTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
