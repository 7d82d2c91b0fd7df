package lanes

// Phases is how finely a place between pixels is told in sampling: 1/256 of a
// pixel.
const Phases = 256

// far is added to places, for all numbers to be positive, in pixels.
const far = 1 << 12

// A Cubic samples a picture of W by H pixels of three values each.
type Cubic struct {
	Pix  []float32
	W, H int
	// Origin is where the middle of the first pixel lies in the plane of all
	// pixels; a unit of places has PerUnit of them.
	Origin  [2]float64
	PerUnit float64
	// Weight are the weights of the pixel before a place, the one at it and the
	// two after it, for each phase.
	Weight *[Phases][4]float32
}

// Row makes out the values at places, one after the other, up to the first
// that has pixels beyond the edge among its four by four, and tells how many it
// made. The plane's first pixel has its corner at place 0. There is room for
// three values a place.
func (c *Cubic) Row(out []float32, at [][2]float64) (done int) {
	out = first(out, 3*len(at))
	for {
		done += c.wide(out[3*done:], at[done:])
		// The wide way may only have been careful.
		some := at[done:min(done+8, len(at))]
		n := c.portable(out[3*done:], some)
		if done += n; n < len(some) || done == len(at) {
			return done
		}
	}
}

// Place is the upper left one of the four by four pixels that a place is made
// from, and its weights across and down.
func (c *Cubic) Place(p [2]float64) (x, y int, wx, wy *[4]float32) {
	u, v := float64(p[0]*c.PerUnit)-0.5, float64(p[1]*c.PerUnit)-0.5
	at, to := int(float64((u-c.Origin[0]+far)*Phases)+0.5), int(float64((v-c.Origin[1]+far)*Phases)+0.5)
	return at/Phases - far - 1, to/Phases - far - 1, &c.Weight[uint(at)%Phases], &c.Weight[uint(to)%Phases]
}

// portable is Row in Go.
func (c *Cubic) portable(out []float32, at [][2]float64) (done int) {
	for i, p := range at {
		x, y, wx, wy := c.Place(p)
		if x < 0 || y < 0 || x+4 > c.W || y+4 > c.H {
			return i
		}
		first := 3 * (y*c.W + x)
		a, b := (*[12]float32)(c.Pix[first:]), (*[12]float32)(c.Pix[first+3*c.W:])
		d, e := (*[12]float32)(c.Pix[first+6*c.W:]), (*[12]float32)(c.Pix[first+9*c.W:])
		q := (*[3]float32)(out[3*i:])
		w0, w1, w2, w3 := wx[0], wx[1], wx[2], wx[3]
		for n := range q {
			q[n] = float32(wy[0]*(float32(w0*a[n])+float32(w1*a[n+3])+float32(w2*a[n+6])+float32(w3*a[n+9]))) +
				float32(wy[1]*(float32(w0*b[n])+float32(w1*b[n+3])+float32(w2*b[n+6])+float32(w3*b[n+9]))) +
				float32(wy[2]*(float32(w0*d[n])+float32(w1*d[n+3])+float32(w2*d[n+6])+float32(w3*d[n+9]))) +
				float32(wy[3]*(float32(w0*e[n])+float32(w1*e[n+3])+float32(w2*e[n+6])+float32(w3*e[n+9])))
		}
	}
	return len(at)
}
