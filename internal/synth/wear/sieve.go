package wear

import "math"

// A sieve tells which pixels of a row or column make each place of a coarser
// or finer raster, and by what weights.
type sieve struct {
	first, n int
	cell     []sieveCell
}

type sieveCell struct {
	lo, hi int // pixels, counted from the canvas's first
	weight []float32
}

// newSieve is for n pixels from the first on, k a millimetre, and perMM places.
// A place is the mean over its width, or over a pixel if that is wider.
func newSieve(from, n int, k, perMM float64) *sieve {
	s := &sieve{first: int(math.Floor(float64(from) / k * perMM))}
	s.n = int(math.Ceil(float64(from+n)/k*perMM)) - s.first
	s.cell = make([]sieveCell, s.n)
	half := max(k/perMM, 1) / 2
	for i := range s.cell {
		mid := (float64(s.first+i) + 0.5) / perMM * k
		lo, hi := int(math.Floor(mid-half)), int(math.Ceil(mid+half))
		c := &s.cell[i]
		sum := float32(0)
		weight := make([]float32, 0, hi-lo)
		for x := lo; x < hi; x++ {
			w := float32(max(min(mid+half, float64(x+1))-max(mid-half, float64(x)), 0))
			weight, sum = append(weight, w), sum+w
		}
		for j := range weight {
			weight[j] /= sum
		}
		// What lies beyond the canvas is left out: such places are not seen.
		c.lo, c.hi = min(max(lo-from, 0), n), min(max(hi-from, 0), n)
		if c.lo < c.hi {
			c.weight = weight[c.lo+from-lo : c.hi+from-lo]
		}
	}
	return s
}

// sum adds the rows of a plane that make place j.
func (s *sieve) sum(plane, out []float32, j, w int) (lo, hi int) {
	c := &s.cell[j]
	for t := c.lo; t < c.hi; t++ {
		f, row := c.weight[t-c.lo], plane[t*w:][:w]
		if t == c.lo {
			for x, v := range row {
				out[x] = f * v
			}
			continue
		}
		for x, v := range row {
			out[x] += f * v
		}
	}
	return c.lo, c.hi
}
