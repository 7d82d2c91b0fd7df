package raster

// phases is how finely a place between pixels is told in sampling: 1/256 of a
// pixel.
const phases = 256

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
	const far = 1 << 12
	x0, y0 := float64(c.Rect.Min.X), float64(c.Rect.Min.Y)
	w, h := c.Rect.Dx(), c.Rect.Dy()
	for _, p := range mm {
		q := (*[3]float32)(out)
		out = out[3:]
		u, v := p[0]*k-0.5, p[1]*k-0.5
		at, to := int((u-x0+far)*phases+0.5), int((v-y0+far)*phases+0.5)
		wx, wy := &s.weight[uint(at)%phases], &s.weight[uint(to)%phases]
		x, y := at/phases-far-1, to/phases-far-1
		if x < 0 || y < 0 || x+4 > w || y+4 > h {
			*q = s.edge(c, x, y, wx, wy)
			continue
		}
		i := 3 * (y*w + x)
		a, b := (*[12]float32)(c.Pix[i:]), (*[12]float32)(c.Pix[i+3*w:])
		d, e := (*[12]float32)(c.Pix[i+6*w:]), (*[12]float32)(c.Pix[i+9*w:])
		w0, w1, w2, w3 := wx[0], wx[1], wx[2], wx[3]
		for n := range q {
			q[n] = wy[0]*(w0*a[n]+w1*a[n+3]+w2*a[n+6]+w3*a[n+9]) + wy[1]*(w0*b[n]+w1*b[n+3]+w2*b[n+6]+w3*b[n+9]) +
				wy[2]*(w0*d[n]+w1*d[n+3]+w2*d[n+6]+w3*d[n+9]) + wy[3]*(w0*e[n]+w1*e[n+3]+w2*e[n+6]+w3*e[n+9])
		}
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
