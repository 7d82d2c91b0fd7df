package wear

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
)

// grainSide is the side of the square of random numbers that a grain repeats.
// It is a power of two.
const grainSide = lanes.GlidePeriod

// A grain is fine noise over the whole plane, 0 to 1 with mean 1/2, linear
// between random numbers a cell apart. It repeats after grainSide cells.
type grain struct {
	cellMM float64
	v      []float32
}

// newGrain draws the random numbers.
func newGrain(rng *rand.Rand, cellMM float64) *grain {
	g := &grain{cellMM, make([]float32, grainSide*grainSide)}
	for i := range g.v {
		g.v[i] = float32(rng.Float64())
	}
	return g
}

// contrast is what should remain of the noise where pixels are wider than
// cells: a mean over a square of n by n cells varies n times less.
func (g *grain) contrast(k float64) float32 { return float32(min(1, g.cellMM*k)) }

// at is the grain at a place.
func (g *grain) at(x, y float64) float64 {
	x, y = x/g.cellMM, y/g.cellMM
	i, j := math.Floor(x), math.Floor(y)
	fx, fy := x-i, y-j
	c0, c1 := int(i)&(grainSide-1), (int(i)+1)&(grainSide-1)
	r0, r1 := int(j)&(grainSide-1)*grainSide, (int(j)+1)&(grainSide-1)*grainSide
	l := float64(g.v[r0+c0])*(1-fy) + float64(g.v[r1+c0])*fy
	r := float64(g.v[r0+c1])*(1-fy) + float64(g.v[r1+c1])*fy
	return l + fx*(r-l)
}

// row fills out with the grain at the pixels of row y from x0 on.
func (g *grain) row(out []float32, x0, y int, k float64) {
	ty := (float64(y) + 0.5) / (k * g.cellMM)
	j := math.Floor(ty)
	f := float32(ty - j)
	a, b := g.v[int(j)&(grainSide-1)*grainSide:][:grainSide], g.v[(int(j)+1)&(grainSide-1)*grainSide:][:grainSide]
	// Places in cells with 32 bits after the point; whole periods fall out at
	// the top, at the left of the page too.
	step := int64(math.Round((1 << 32) / (k * g.cellMM)))
	at := int64(x0)*step + step/2
	if len(out) < grainSide/2 {
		for x := range out {
			i, e := int(at>>32)&(grainSide-1), int(at>>32+1)&(grainSide-1)
			t := float32(at>>8&0xffffff) * (1.0 / (1 << 24))
			l, r := a[i]+f*(b[i]-a[i]), a[e]+f*(b[e]-a[e])
			out[x] = l + t*(r-l)
			at += step
		}
		return
	}
	// The same, with each cell of the row worked out once.
	var line [grainSide + 1]float32
	for i := range a {
		line[i] = a[i] + f*(b[i]-a[i])
	}
	line[grainSide] = line[0]
	lanes.Glide(out, &line, at, step)
}

// clouds are noise of several sizes, for the nodes of fields.
type clouds struct {
	octave []*grain
	turn   [][2]float64 // cosine and sine
}

// newClouds has structure from sizeMM down by factors of about two.
func newClouds(rng *rand.Rand, sizeMM float64, octaves int) *clouds {
	c := new(clouds)
	for i := range octaves {
		// Turned by other angles, and not quite halved, so that nodes of one do
		// not fall on nodes of another.
		s, co := math.Sincos(rng.Float64() * 2 * math.Pi)
		c.octave = append(c.octave, newGrain(rng, sizeMM*math.Pow(0.53, float64(i))))
		c.turn = append(c.turn, [2]float64{co, s})
	}
	return c
}

// at is between -1 and 1, mostly within a half, mean 0.
func (c *clouds) at(x, y float64) float64 {
	sum, weight := 0.0, 1.0
	for i, g := range c.octave {
		t := c.turn[i]
		sum += weight * (2*g.smooth(t[0]*x-t[1]*y, t[1]*x+t[0]*y) - 1)
		weight *= 0.55
	}
	// The weights add up to less than 1/0.45.
	return sum * 0.6
}

// smooth is like at, but round: quadratic splines, which leave no trace of the
// cells, about as strong as at.
func (g *grain) smooth(x, y float64) float64 {
	x, y = x/g.cellMM, y/g.cellMM
	i, j := math.Floor(x), math.Floor(y)
	wx, wy := spline(x-i), spline(y-j)
	sum := 0.0
	for dj, b := range wy {
		row := g.v[(int(j)+dj)&(grainSide-1)*grainSide:][:grainSide]
		for di, a := range wx {
			sum += a * b * float64(row[(int(i)+di)&(grainSide-1)])
		}
	}
	// A third of the swing has been averaged out.
	return min(max(0.5+1.4*(sum-0.5), 0), 1)
}

// spline are the weights of three neighbours at a share of the way between
// the middles before and after the second.
func spline(f float64) [3]float64 {
	return [3]float64{(1 - f) * (1 - f) / 2, 0.5 + f*(1-f), f * f / 2}
}

// rise goes smoothly from 0 at a to 1 at b; b may be the smaller.
func rise(a, b, v float64) float64 {
	t := min(max((v-a)/(b-a), 0), 1)
	return t * t * (3 - 2*t)
}
