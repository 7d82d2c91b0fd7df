// Package nn trains and runs small neural networks on processors. A
// [Builder] declares a static graph of layers, [Compile] lays out its memory
// and gives a [Program], which computes outputs and, for training, gradients.
//
// Tensors are [kernel.Shape]: N samples of C channels, H rows and W columns;
// signals have H = 1 and vectors H = W = 1. Inputs, outputs and their gradients
// are plain [N][C][H][W] numbers; between layers they are blocked by 16
// channels, with zeros where channels are added to fill a block.
//
// Parameters ([Params]) have names and layouts as in PyTorch and are shared by
// all programs built on them, for instance one that trains and one that
// validates. Gradients are added to Param.Grad until Params.ZeroGrad.
//
// A step of training is Program.Forward, a loss (functions of this package give
// value and gradient), Program.Backward, [ClipNorm], and the Step of an
// optimiser ([AdamW], [SGD]) with the rate of a [Schedule]. After the first
// step it allocates nothing of its own. Results have the same bits with any
// number of threads, and a run that is resumed from saved parameters, optimiser
// state and step gives the same bits as one that was not interrupted.
//
// Compile places tensors by the time in which they are wanted, so that inference
// and gradients use memory again; a ReLU is done by the layer before it, and in
// inference convolutions take in the batch normalisation and the sum that
// follow.
//
// Inference in 8 bits: see [Ranges]. On a U-Net with a ResNet-18 trained on drawn
// curves, the outputs differ from those in float32 by 1.5 %.
//
// Measured on one core of an AMD EPYC of the first generation, whose FMA peak is
// 40 GFLOP/s: a step of training of a U-Net of base 16 and 4 levels on two images
// of 256x256 takes 1.1 s, 33 GFLOP/s counting convolutions only, and 220 MiB of
// tensors, gradients and scratch; with two cores 0.6 s. "go test -bench ."
// repeats it.
//
// A Program serves one call at a time. Errors of construction are kept by the
// Builder and come from Compile.
package nn
