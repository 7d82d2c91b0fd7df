// Package safetensors reads and writes weight files in the safetensors format
// (huggingface/safetensors, README of version 0.8):
//
//	8 bytes    N, the length of the header, unsigned little-endian
//	N bytes    the header: one JSON object, padded with spaces
//	the rest   the data of all tensors, with no byte between or after them
//
// The header names each tensor with its type, its shape and where its data
// begins and ends; "__metadata__" holds free text by key.
//
// [Read] holds a file to all of that: no name twice, no hole, no overlap, no
// key that the format does not know. It takes at most [MaxHeader] bytes of
// header, where the reference takes 100 MB. [Write] gives the bytes that the
// reference gives: sorted by type, the widest first, then by name, the header
// padded so that the data begins at a multiple of 8 bytes. Metadata, whose
// order the reference leaves to chance, is sorted by key. The types F8, U16,
// U32, U64, C64 and those narrower than a byte are unsupported.
package safetensors

// MaxHeader is the longest header that is read, in bytes: room for about
// 100 000 tensors.
const MaxHeader = 10 << 20

const format = "safetensors"
