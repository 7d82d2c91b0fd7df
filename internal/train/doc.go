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
// Training calculates in float32. A processor without bf16 instructions (AVX2,
// the first AVX-512) must widen bf16 numbers to float32 before every
// multiply-add, so there are as many of these as before and conversions on top;
// only memory traffic can be won. BenchmarkHalf, on an AMD EPYC of the first
// generation, in units of the time that it takes to move a float32 through
// memory: 4 to narrow one to bf16 and 2.3 to widen it, 0.5 saved with each move.
// An activation is narrowed once and widened and moved about three times in a
// step, so bf16 costs 11 of these units and saves 1.5. Even conversions for
// nothing could win little: convolutions run at four fifths of the peak of the
// multiply-add units (package nn), which leaves a fifth of the time for all
// else. So there is no mixed precision here, and no scaling of gradients, which
// float32 does not need. Graphics processors with bf16 units are another matter.
package train
