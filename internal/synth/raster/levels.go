package raster

import "github.com/einthoven-ecg/einthoven/internal/synth/lanes"

// Levels turns linear values into sRGB ones, 0..255, not rounded, in place.
func (e *Encoder) Levels(row []float32) {
	lanes.Lookup(row, e.level[:], encodeSteps)
}

// Bytes turns linear red, green and blue into opaque sRGB pixels of four
// bytes.
func (e *Encoder) Bytes(dst []uint8, row []float32) {
	for len(row) >= 3 && len(dst) >= 4 {
		p, q := (*[3]float32)(row), (*[4]uint8)(dst)
		for k, v := range p {
			q[k] = e.bytes[min(max(int(v*encodeSteps+0.5), 0), encodeSteps)]
		}
		q[3] = 255
		row, dst = row[3:], dst[4:]
	}
}
