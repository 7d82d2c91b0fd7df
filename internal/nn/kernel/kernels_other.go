//go:build (!amd64 && !arm64) || noasm

package kernel

// available lists what this processor can run, the fastest first.
func available() []*Kernels { return []*Kernels{Portable()} }
