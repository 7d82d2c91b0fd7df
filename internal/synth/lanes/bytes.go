package lanes

import (
	"encoding/binary"
	"math"
)

// Bytes turns values of 0 to 255, three a pixel, into opaque pixels of four
// bytes: rounded, limited, and their bits turned round where flip says so.
func Bytes(dst []uint8, row []float32, flip uint8) {
	n := bytesWide(dst, row, flip)
	bytesPortable(dst[n/3*4:], row[n:], flip)
}

func bytesPortable(dst []uint8, row []float32, flip uint8) {
	for len(row) >= 3 && len(dst) >= 4 {
		p, q := (*[3]float32)(row), (*[4]uint8)(dst)
		q[0], q[1], q[2], q[3] = Level(p[0])^flip, Level(p[1])^flip, Level(p[2])^flip, 255
		row, dst = row[3:], dst[4:]
	}
}

// Level is the nearest whole number from 0 to 255.
func Level(v float32) uint8 { return uint8(min(max(int32(v+0.5), 0), 255)) }

// Lookup sends values through a table that has so many steps for each whole
// number, in place. What lies beyond gets the table's ends, and what is no number
// its start. Values need a table that is not empty.
func Lookup(row, table []float32, steps float32) {
	if len(row) == 0 {
		return
	}
	_ = table[0]
	n := lookupWide(row, table, steps)
	lookupPortable(row[n:], table, steps)
}

func lookupPortable(row, table []float32, steps float32) {
	last := len(table) - 1
	for i, v := range row {
		// Limited before it is an int, which holds no huge numbers.
		k, f := 0, float32(v*steps)+0.5
		if f >= float32(last) {
			k = last
		} else if f > 0 {
			k = int(f)
		}
		row[i] = table[k]
	}
}

// Scatter adds noise to values of 0 to 255, as strong as size tells for the
// nearest whole number. There is as much noise as values, or more.
func Scatter(row, noise []float32, size *[256]float32) {
	noise = first(noise, len(row))
	n := scatterWide(row, noise, size)
	scatterPortable(row[n:], noise[n:], size)
}

func scatterPortable(row, noise []float32, size *[256]float32) {
	noise = first(noise, len(row))
	for i, l := range row {
		row[i] = l + float32(size[uint8(int32(l+0.5))]*noise[i])
	}
}

// Pairs writes places as pairs of float32, little-endian, eight bytes each.
func Pairs(dst []uint8, at [][2]float64) {
	dst = first(dst, 8*len(at))
	n := pairsWide(dst, at)
	pairsPortable(dst[8*n:], at[n:])
}

func pairsPortable(dst []uint8, at [][2]float64) {
	for _, p := range at {
		q := (*[8]byte)(dst)
		binary.LittleEndian.PutUint32(q[:4], math.Float32bits(float32(p[0])))
		binary.LittleEndian.PutUint32(q[4:], math.Float32bits(float32(p[1])))
		dst = dst[8:]
	}
}
