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
// A Program serves one call at a time. Errors of construction are kept by the
// Builder and come from Compile.
package nn
