// Package train trains the networks of package model: it reads what to do from
// a [Config], takes examples of package data, and leaves the best checkpoint, a
// log, and a state from which an interrupted run goes on with the same bits.
//
// A step is Config.Accumulate batches through the network, a weighted sum of
// losses ([Term]), and one step of the optimiser at the rate of the schedule.
// After every epoch the validation examples decide whether the network is the
// best so far, and whether it is time to stop. The order of examples, what
// dropout drops and which pages are drawn anew follow from the seed and the
// number of the step alone; the state has the rest: parameters, statistics,
// optimiser, averages, the discriminator, sums of the epoch at hand. It is one
// safetensors file that replaces the older one whole, so that a run may be
// killed at any instant.
//
// # Mixed precision
//
// Training calculates in float32. On processors without bf16 instructions (AVX2
// and the first AVX-512) a bf16 number must be widened to float32 before every
// multiplication, so the number of multiply-adds stays and the conversions come
// on top; only memory traffic can be won. [BenchmarkHalf] measures both sides:
// a convolution of the panel network runs at 70 to 80 % of the peak of the
// multiply-add units, so that free memory could win a quarter at most, and
// narrowing alone costs about 1 ns a number in Go. With float32 no scaling of
// gradients is needed either. On graphics processors, where bf16 units do
// sixteen times the work of float32 ones, train/torch uses it.
package train
