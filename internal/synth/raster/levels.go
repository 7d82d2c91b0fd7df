package raster

import "github.com/einthoven-ecg/einthoven/internal/synth/lanes"

// Levels turns linear values into sRGB ones, 0..255, not rounded, in place.
func (e *Encoder) Levels(row []float32) {
	lanes.Lookup(row, e.level[:], encodeSteps)
}

// Bytes turns linear red, green and blue into opaque sRGB pixels of four
// bytes. It leaves [Encoder.Levels] in the row.
func (e *Encoder) Bytes(dst []uint8, row []float32) {
	e.Levels(row)
	lanes.Bytes(dst, row, 0)
}
