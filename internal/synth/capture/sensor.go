package capture

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// An exposure turns rows of light into encoded values.
type exposure struct {
	c      *Capture
	x0     int // the first pixel of rows
	gains  raster.Ink
	encode *raster.Encoder
	grains *grains
	size   *[256]float32
	curve  *tone
	bands  grain
	spots  grain
}

// exposure is set up for rows of r.
func (c *Capture) exposure(r image.Rectangle, t *Tables, seed uint64) *exposure {
	x := &exposure{c: c, x0: r.Min.X, gains: c.Gains(), encode: t.encode, grains: c.grains(r, t, seed), size: c.sizes(), curve: c.tone()}
	if c.Banding > 0 {
		x.bands = t.grain(seed ^ seedBanding)
	}
	if c.Blotches > 0 {
		x.spots = t.grain(seed ^ seedBlotches)
	}
	return x
}

// expose turns the light of row y into encoded values with noise.
func (x *exposure) expose(row []float32, y int) {
	if g := x.gains; g != (raster.Ink{1, 1, 1}) {
		for i := 0; i+2 < len(row); i += 3 {
			p := row[i : i+3 : i+3]
			p[0], p[1], p[2] = p[0]*g[0], p[1]*g[1], p[2]*g[2]
		}
	}
	x.encode.Levels(row)
	mono := x.c.mono()
	if mono {
		for i := 0; i+2 < len(row); i += 3 {
			p := row[i : i+3 : i+3]
			l := luma(p)
			p[0], p[1], p[2] = l, l, l
		}
	}
	if x.grains != nil {
		n := x.grains.row(y, mono)[:len(row)]
		if x.size == nil {
			lanes.AddScaled(row, float32(x.c.Noise), n)
		} else {
			lanes.Scatter(row, n, x.size)
		}
	}
	x.blotch(row, y)
	if x.curve != nil {
		x.curve.apply(row)
	}
}

// sizes are the standard deviations of noise by encoded value, nil where it is
// the same for all.
func (c *Capture) sizes() *[256]float32 {
	if c.Read == 0 && c.Shot == 0 {
		return nil
	}
	out := new([256]float32)
	for i := range out {
		// From encoded to linear, and how much faster the encoded value moves
		// there (IEC 61966-2-1).
		x, slope := float64(i)/255, 12.92
		light := x / 12.92
		if x > 0.04045 {
			light = math.Pow((x+0.055)/1.055, 2.4)
			slope = 1.055 / 2.4 * math.Pow(light, 1/2.4-1)
		}
		own := slope * math.Sqrt(c.Read*c.Read+c.Shot*255*light)
		out[i] = float32(math.Hypot(c.Noise, own))
	}
	return out
}

// blotch adds spots of colour and the error of a row.
func (x *exposure) blotch(row []float32, y int) {
	if x.c.Banding > 0 {
		d, _, _ := x.bands.three(0, y)
		d *= float32(x.c.Banding)
		for i := range row {
			row[i] += d
		}
	}
	if !(x.c.Blotches > 0) || x.c.mono() {
		return
	}
	// Between places every so many pixels; the mean of four of them at random
	// distances has two thirds of their standard deviation.
	const step = 5
	size := float32(1.5*x.c.Blotches) / step
	j := floorDiv(y, step)
	fy := float32(y-j*step) / step
	node := func(i int) (red, blue float32) {
		a, b, _ := x.spots.three(i, j)
		c, d, _ := x.spots.three(i, j+1)
		return size * (a + fy*(c-a)), size * (b + fy*(d-b))
	}
	i := floorDiv(x.x0, step)
	r1, b1 := node(i)
	for at := i * step; at < x.x0+len(row)/3; at += step {
		r0, b0 := r1, b1
		i++
		r1, b1 = node(i)
		for k := max(x.x0-at, 0); k < min(step, x.x0+len(row)/3-at); k++ {
			f, g := float32(k), float32(step-k)
			red, blue := g*r0+f*r1, g*b0+f*b1
			p := row[3*(at+k-x.x0):][:3]
			// Luma stays: 0.299 red + 0.587 green + 0.114 blue is unchanged.
			p[0], p[1], p[2] = p[0]+red, p[1]-0.5094*red-0.1942*blue, p[2]+blue
		}
	}
}

// Parts that draw from the seed, told apart.
const (
	seedBanding  = 0x71c9_4f1e_0b5a_2d83
	seedBlotches = 0x2b8e_19d7_c64f_a035
	seedDust     = 0x94d3_6a0f_7e21_5bc9
	seedHot      = 0x3f57_e8b2_41a6_9d0c
	seedStreaks  = 0xc1f0_27d4_8e9b_6a35
)

// grains makes rows of noise of mean 0 and standard deviation 1.
type grains struct {
	g        grain
	x0, w    int
	side     float32      // weight of neighbours, as a share of that of the middle
	ring     [3][]float32 // rows of white noise, one pixel wider to both sides
	have     [3]int       // which rows these are
	out, sum []float32
}

// grains is nil if there is no noise.
func (c *Capture) grains(r image.Rectangle, t *Tables, seed uint64) *grains {
	if c.Noise == 0 && c.Read == 0 && c.Shot == 0 {
		return nil
	}
	g := &grains{g: t.grain(seed), x0: r.Min.X, w: r.Dx(), side: float32(c.NoiseSoft), out: make([]float32, 3*r.Dx())}
	if g.side > 0 {
		g.sum = make([]float32, 3*(g.w+2))
		for i := range g.ring {
			g.ring[i], g.have[i] = make([]float32, 3*(g.w+2)), math.MinInt
		}
	}
	return g
}

// row is that of the picture's row y, red, green and blue in turn, all alike
// if mono; it lasts until the next call.
func (g *grains) row(y int, mono bool) []float32 {
	if g.side == 0 {
		g.g.fill(g.out, g.x0, y, mono)
		return g.out
	}
	white := func(y int) []float32 {
		i := ((y % 3) + 3) % 3
		if g.have[i] != y {
			g.have[i] = y
			g.g.fill(g.ring[i], g.x0-1, y, mono)
		}
		return g.ring[i]
	}
	s := g.side
	f := 1 / (1 + 2*s*s) // the variance of the sum is the square of 1 / f
	taps := []float32{s * f, f, s * f}
	lanes.Mix(g.sum, taps, [][]float32{white(y - 1), white(y), white(y + 1)})
	taps = []float32{s, 1, s}
	lanes.Mix(g.out, taps, [][]float32{g.sum, g.sum[3:], g.sum[6:]})
	return g.out
}
