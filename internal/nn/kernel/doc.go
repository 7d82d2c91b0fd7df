// Package kernel does the arithmetic of small neural networks on processors,
// in float32: convolutions in one and two dimensions with any stride, padding
// and dilation, transposed convolutions, products of matrices, pooling,
// up-sampling, sums per channel and element-wise functions, each with its
// gradients. It knows nothing of layers, weights by name or training.
//
// Activations are blocked by 16 channels, see [Shape]. One inner loop does
// all convolutions: 6 pixels x 16 output channels are summed in registers
// over a table of places where runs of adjacent input numbers begin. Input
// with padding is first copied between zeros, so that the loop has no
// borders; of large inputs only the border is copied. The gradient of the input is the same loop with the transposed
// weights, once for each rest of the position modulo the stride; a transposed
// convolution is that gradient. Products of matrices use it too, rows taken
// as pixels. A second loop sums the gradient of the weights.
//
// A plan ([NewConv], [NewPool], [NewMatMul], ...) checks a shape once, takes
// the best [Kernels] unless it is given some, and
// then runs without allocating; memory comes from the caller. Plans hold the
// state of a call, so that one plan serves one call at a time; within a call
// a [Runner] may use many threads, and the result has the same bits whatever
// their number. Slices of a wrong length are errors, not panics. Results
// differ in the last bits between implementations, see [Kernels].
//
// [Winograd] does 3x3 convolutions of stride 1 for inference with 4 or 2.25
// times fewer products, on transformed tiles, those of stride 2 with 1.8 times
// fewer, and 7x7 of stride 2 over a few channels with 4.4 times fewer. Measured as
// below, it takes 0.23 to 0.38 times as long as [Conv] with 64 to 512 channels
// and a dozen tiles or more, 0.45 with 32 and 0.62 with 16; with stride 2, 0.6 to
// 0.75 times; a first layer from 3 to 64 channels 0.52 times.
// [ConvParams.WinogradTile] tells where it pays.
//
// [Conv8] is a convolution for inference with weights and inputs of 7 bits and
// exact sums. 7 bits, because AVX2 has no addition of four products of bytes in
// 32 bits: VPMADDUBSW adds two in 16 bits, with 7 bits on both sides two such
// sums fit 16 bits, and one VPMADDWD widens both. That is three multiplying
// instructions for 8 products of each of 8 sums; with 8 bits, either inputs and
// weights of 16 bits and VPMADDWD, or each VPMADDUBSW widened, would need four.
//
// The assembly for amd64 is written by the module in gen ("go generate"), with
// github.com/mmcloughlin/avo; gen/check.sh tells whether what is committed is
// what it writes; that for arm64, which avo does not know, is written by hand. The
// build tag noasm leaves the assembly out.
//
// For AVX-512 there are the loops of convolutions and of their gradients, and the
// products and transforms of [Winograd], which is chosen by the same rule of costs;
// with VNNI, one instruction does the four products of bytes. They give the same
// bits as those for AVX2. Where they are chosen is said in the file for amd64. They
// take 12 pixels x 32 channels at a time, because two numbers a cycle can be loaded:
// with 16 channels, 13 loads go with 12 products of vectors, with 32, 14 with 24.
// Of an odd block of 16 they take 24 pixels.
//
// Measured on one core of an Intel server (with AMX, shared with others) whose peak is
// 220 to 250 GFLOP/s with AVX-512, in shares of it: 3x3 convolutions of 64 channels
// 80 to 89 %, of 16 channels 70 to 78 %, of 512 channels of 7x7 pixels 80 to 87 %, of
// stride 2 80 to 90 %; 1x1 76 %; gradients of the data 70 to 88 %, of the weights 70
// to 80 % (7x7 pixels: 56 %, because a quarter of the time goes to writing 9 MB of
// weights); products of 512x512 76 %. AVX2 there: 3x3 91 to 93 % of half that peak,
// of 7x7 pixels 67 %.
//
// Measured on one core of an AMD EPYC of the first generation, whose FMA peak
// is 40 GFLOP/s, in shares of the peak measured beside: 3x3 convolutions of
// stride 1 of 64 channels 92 %, of 16 channels 86 %, of 512 channels of 7x7
// pixels 82 %, of stride 2 85 %; 1x1 92 %; a 7x7 first layer over 3 channels
// 78 %, over one 70 %; gradients of the data 86 to 95 %, of the weights 75 to
// 90 % (7x7 pixels: 50 %); products of 256x256 and larger 91 %. With 8 bits, in
// shares of the same peak: 3x3 of stride 1 112 to 142 %, of stride 2 114 %, 1x1
// 98 %, the first layer 72 to 83 %: 1.05 to 1.6 times as fast as float32. Plain Go does
// 2.5 to 4 GFLOP/s there. "go test -bench ." repeats it. The method of
// blocking and register tiles is that of E. Georganas and others, Anatomy of
// High-Performance Deep Learning Convolutions on SIMD Architectures, 2018.
package kernel
