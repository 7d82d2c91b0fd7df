package raster

import "math"

// lineCover is how much of each of n pixels from the first on the lines of one
// direction cover: lines every so many millimetres through shift, between lo
// and hi.
func lineCover(first, n int, k, every, width, shift, lo, hi float64) []float32 {
	out := make([]float32, n)
	from, to := max(lo, float64(first)/k), min(hi, float64(first+n)/k)
	for i := math.Ceil((from - shift - width/2) / every); ; i++ {
		at := shift + i*every
		if at-width/2 >= to {
			return out
		}
		cover(out, first, max(at-width/2, lo)*k, min(at+width/2, hi)*k)
	}
}

// bandCover is how much of each pixel lies between lo and hi millimetres.
func bandCover(first, n int, k, lo, hi float64) []float32 {
	out := make([]float32, n)
	cover(out, first, lo*k, hi*k)
	return out
}

// cover adds the share of pixels between a and b; pixel i reaches from i to
// i+1.
func cover(out []float32, first int, a, b float64) {
	lo := int(max(math.Floor(a), float64(first)))
	hi := int(min(math.Ceil(b), float64(first+len(out))))
	for i := lo; i < hi; i++ {
		share := min(b, float64(i+1)) - max(a, float64(i))
		out[i-first] = min(1, out[i-first]+float32(max(share, 0)))
	}
}
