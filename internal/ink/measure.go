package ink

import "math"

// inkThreshold is the ink above which a sample counts as drawn on.
const inkThreshold = 0.35

// measureNoise is 1.4826 times the median absolute difference of darkness and
// grid over the samples without ink, which is the standard deviation where
// that difference is normal.
func (s *Sheet) measureNoise() float64 {
	buf := make([]float32, 0, 1<<16)
	step := max(1, len(s.Dark)/(1<<16)|1)
	for k := 0; k < len(s.Dark); k += step {
		if s.Valid[k] && s.Ink(k) < inkThreshold {
			buf = append(buf, float32(math.Abs(float64(s.Dark[k]-s.Grid[k]))))
		}
	}
	if len(buf) == 0 {
		return 0
	}
	return 1.4826 * float64(quickselect(buf, len(buf)/2))
}

// InkLevel is the typical ink of the middle of a drawn line inside an area of
// page millimetres: the median over lattice columns of each column's darkest
// sample. It is 0 where the sheet has no samples.
func (s *Sheet) InkLevel(x0, y0, x1, y1 float64) float64 {
	i0, j0, i1, j1 := s.clip(x0, y0, x1, y1)
	v := make([]float32, 0, max(0, i1-i0)/2+1)
	for i := i0; i < i1; i += 2 {
		best := float32(0)
		for j := j0; j < j1; j++ {
			best = max(best, s.Ink(j*s.W+i))
		}
		v = append(v, best)
	}
	if len(v) == 0 {
		return 0
	}
	return float64(quickselect(v, len(v)/2))
}

// StrokeWidth is the typical width, in millimetres, of the drawn lines inside
// an area: over the samples that are darker than half of level and than their
// neighbours above and below, the lower quartile of the area under the darkness of the
// short vertical run around them, divided by level. Steep strokes give longer
// runs, so a low quantile counts. It is 0 where nothing is drawn.
func (s *Sheet) StrokeWidth(level, x0, y0, x1, y1 float64) float64 {
	i0, j0, i1, j1 := s.clip(x0, y0, x1, y1)
	half := float32(level / 2)
	reach := max(2, int(1.5*s.Rho))
	var v []float32
	for i := i0; i < i1; i += 3 {
		for j := j0; j < j1; {
			if s.Ink(j*s.W+i) < half {
				j++
				continue
			}
			// A run of ink, with the fading rows on both sides.
			a := j
			for j < j1 && s.Ink(j*s.W+i) >= half {
				j++
			}
			if j-a > reach {
				continue
			}
			sum := float32(0)
			for r := max(0, a-2); r < min(s.H, j+2); r++ {
				sum += max(s.Ink(r*s.W+i), 0)
			}
			v = append(v, sum)
		}
	}
	if len(v) == 0 || level <= 0 {
		return 0
	}
	return float64(quickselect(v, len(v)/4)) / level / s.Rho
}

// clip turns an area of page millimetres into half-open lattice ranges.
func (s *Sheet) clip(x0, y0, x1, y1 float64) (i0, j0, i1, j1 int) {
	a, b := s.At(x0, y0)
	c, d := s.At(x1, y1)
	i0, j0 = int(min(max(math.Ceil(a), 0), float64(s.W))), int(min(max(math.Ceil(b), 0), float64(s.H)))
	i1, j1 = int(min(max(math.Floor(c)+1, 0), float64(s.W))), int(min(max(math.Floor(d)+1, 0), float64(s.H)))
	return i0, j0, i1, j1
}
