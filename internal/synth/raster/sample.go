package raster

import "github.com/einthoven-ecg/einthoven/internal/synth/lanes"

// phases is how finely a place between pixels is told in sampling.
const phases = lanes.Phases

// A Sampler reads a canvas between its pixels by Keys' cubic (a = -1/2; Keys,
// "Cubic convolution interpolation for digital image processing", 1981).
type Sampler struct {
	weight [phases][4]float32
}

// NewSampler fills its table.
func NewSampler() *Sampler {
	s := new(Sampler)
	for i := range s.weight {
		t := float64(i) / phases
		t2, t3 := t*t, t*t*t
		s.weight[i] = [4]float32{float32(-0.5*t3 + t2 - 0.5*t), float32(1.5*t3 - 2.5*t2 + 1),
			float32(-1.5*t3 + 2*t2 + 0.5*t), float32(0.5*t3 - 0.5*t2)}
	}
	return s
}

// At is the canvas at (u, v) pixels; edges are repeated.
func (s *Sampler) At(c *Canvas, u, v float64) Ink {
	// In whole phases; far enough to the right that all numbers are positive.
	const far = 1 << 12
	at := int((u-float64(c.Rect.Min.X)+far)*phases + 0.5)
	to := int((v-float64(c.Rect.Min.Y)+far)*phases + 0.5)
	wx, wy := &s.weight[at%phases], &s.weight[to%phases]
	w, h := c.Rect.Dx(), c.Rect.Dy()
	x, y := at/phases-far-1, to/phases-far-1
	if x < 0 || y < 0 || x+4 > w || y+4 > h {
		return s.edge(c, x, y, wx, wy)
	}
	var r, g, b float32
	at = 3 * (y*w + x)
	for _, f := range wy {
		p := c.Pix[at : at+12 : at+12]
		r += f * (wx[0]*p[0] + wx[1]*p[3] + wx[2]*p[6] + wx[3]*p[9])
		g += f * (wx[0]*p[1] + wx[1]*p[4] + wx[2]*p[7] + wx[3]*p[10])
		b += f * (wx[0]*p[2] + wx[1]*p[5] + wx[2]*p[8] + wx[3]*p[11])
		at += 3 * w
	}
	return Ink{r, g, b}
}

// Row is the canvas at places in millimetres, k pixels each, one after the
// other.
func (s *Sampler) Row(c *Canvas, out []float32, mm [][2]float64, k float64) {
	cubic := lanes.Cubic{Pix: c.Pix, W: c.Rect.Dx(), H: c.Rect.Dy(), PerUnit: k, Weight: &s.weight,
		Origin: [2]float64{float64(c.Rect.Min.X), float64(c.Rect.Min.Y)}}
	for {
		n := cubic.Row(out, mm)
		if n == len(mm) {
			return
		}
		x, y, wx, wy := cubic.Place(mm[n])
		*(*[3]float32)(out[3*n:]) = s.edge(c, x, y, wx, wy)
		out, mm = out[3*n+3:], mm[n+1:]
	}
}

func (s *Sampler) edge(c *Canvas, x, y int, wx, wy *[4]float32) (out Ink) {
	w, h := c.Rect.Dx(), c.Rect.Dy()
	for j, b := range wy {
		for i, a := range wx {
			p := c.Pix[3*(min(max(y+j, 0), h-1)*w+min(max(x+i, 0), w-1)):][:3]
			for k := range out {
				out[k] += a * b * p[k]
			}
		}
	}
	return out
}
