// Package weights holds the numbers of neural networks by name, as files have
// them: a [Set] of [Tensor]s whose bytes stay as they were read, little-endian,
// until someone asks for float32. It knows no network and does no arithmetic
// of layers.
//
// Files are read and written by the packages below it: safetensors (read and
// written), pth (what PyTorch saves, read only) and onnx (whole networks,
// read and written); load tells them apart by their first bytes. Pickle is
// the reader beneath pth: it builds plain values and calls nothing that a
// file names. All of them were written here, as each is a few hundred lines
// and needs the limits and the messages of this project; gopickle, the one
// alternative in Go for .pth, resolves any name of a file to a value and has
// no limits.
//
// Readers answer bad files with two kinds of error, [MalformedError] and
// [UnsupportedError]; they check sizes before they allocate.
//
// Tools for looking at checkpoints are pure functions on sets: [Inspect]
// describes every tensor, [Compare] tells what two sets do not share and
// which tensors were probably renamed. [Convert] stores fractions in another
// type, [Quantize] and [Dequantize] are weights of 8 bits and back.
package weights
