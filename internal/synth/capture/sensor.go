package capture

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// expose turns light into encoded values with noise, in the part r of a
// canvas.
func (c *Capture) expose(v *raster.Canvas, r image.Rectangle, e *raster.Encoder, seed uint64) {
	gains := c.Gains()
	grains := c.grains(r, seed)
	size := c.sizes()
	curve := c.tone()
	even := gains == raster.Ink{1, 1, 1}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := v.Row(y)[3*(r.Min.X-v.Rect.Min.X):][:3*r.Dx()]
		if !even {
			for i := 0; i+2 < len(row); i += 3 {
				p := row[i : i+3 : i+3]
				p[0], p[1], p[2] = p[0]*gains[0], p[1]*gains[1], p[2]*gains[2]
			}
		}
		e.Levels(row)
		if c.mono() {
			for i := 0; i+2 < len(row); i += 3 {
				p := row[i : i+3 : i+3]
				l := luma(p)
				p[0], p[1], p[2] = l, l, l
			}
		}
		if grains != nil {
			n := grains.row(y, c.mono())
			if size == nil {
				f := float32(c.Noise)
				for i := range row {
					row[i] += f * n[i]
				}
			} else {
				for i, l := range row {
					row[i] += size[int(l+0.5)&255] * n[i]
				}
			}
		}
		c.blotch(row, r.Min.X, y, seed)
		if curve != nil {
			curve.apply(row)
		}
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
func (c *Capture) blotch(row []float32, x0, y int, seed uint64) {
	if c.Banding > 0 {
		d := float32(c.Banding) * newGrain(seed^seedBanding).at(0, y)[0]
		for i := range row {
			row[i] += d
		}
	}
	if !(c.Blotches > 0) || c.mono() {
		return
	}
	g := newGrain(seed ^ seedBlotches)
	// Between places every so many pixels; the mean of four of them at random
	// distances has two thirds of their standard deviation.
	const step = 5
	size := float32(1.5 * c.Blotches)
	j := floorDiv(y, step)
	fy := float32(y-j*step) / step
	node := func(i int) [2]float32 {
		a, b := g.at(i, j), g.at(i, j+1)
		return [2]float32{a[0] + fy*(b[0]-a[0]), a[1] + fy*(b[1]-a[1])}
	}
	i := floorDiv(x0, step)
	left, right := node(i), node(i+1)
	for x := range len(row) / 3 {
		if x0+x >= (i+1)*step {
			i++
			left, right = right, node(i+1)
		}
		f := float32(x0+x-i*step) / step
		red, blue := size*(left[0]+f*(right[0]-left[0])), size*(left[1]+f*(right[1]-left[1]))
		p := row[3*x : 3*x+3 : 3*x+3]
		// Luma stays: 0.299 red + 0.587 green + 0.114 blue is unchanged.
		p[0], p[1], p[2] = p[0]+red, p[1]-(0.299*red+0.114*blue)/0.587, p[2]+blue
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
func (c *Capture) grains(r image.Rectangle, seed uint64) *grains {
	if c.Noise == 0 && c.Read == 0 && c.Shot == 0 {
		return nil
	}
	g := &grains{g: newGrain(seed), x0: r.Min.X, w: r.Dx(), side: float32(c.NoiseSoft), out: make([]float32, 3*r.Dx())}
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
	raster.Mix(g.sum, taps, [][]float32{white(y - 1), white(y), white(y + 1)})
	taps = []float32{s, 1, s}
	raster.Mix(g.out, taps, [][]float32{g.sum, g.sum[3:], g.sum[6:]})
	return g.out
}
