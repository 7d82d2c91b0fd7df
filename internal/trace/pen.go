package trace

import "math"

// A pen is the drawn stroke: ink of darkness 1 out to half from the centre
// line, blurred by a Gaussian of standard deviation blur, both in samples of
// the sheet.
type pen struct {
	half, blur float64
	amp        float32 // darkness of full coverage
	reach      float32 // beyond it the pen leaves nothing
	cover      []float32
	slope      []float32 // derivative of cover
}

// penSteps is the number of tabulated distances to a sample.
const penSteps = 32

func newPen(half, blur float64, amp float32) *pen {
	p := &pen{half: half, blur: blur, amp: amp, reach: float32(half + 3*blur)}
	n := int(p.reach*penSteps) + 3
	p.cover, p.slope = make([]float32, n), make([]float32, n)
	for i := range n {
		d := float64(i) / penSteps
		p.cover[i] = float32(stroke(d, half, blur))
		a, b := (d-half)/blur, (d+half)/blur
		p.slope[i] = float32((math.Exp(-b*b/2) - math.Exp(-a*a/2)) / (blur * math.Sqrt(2*math.Pi)))
	}
	return p
}

// stroke is the coverage at distance d from the centre line of a slab of half
// width half, blurred by a Gaussian.
func stroke(d, half, blur float64) float64 {
	r := 1 / (blur * math.Sqrt2)
	return 0.5 * (math.Erf((d+half)*r) - math.Erf((d-half)*r))
}

// at returns the coverage at a distance and its derivative.
func (p *pen) at(d float32) (c, slope float32) {
	v := d * penSteps
	i := int(v)
	if i >= len(p.cover)-1 {
		return 0, 0
	}
	f := v - float32(i)
	return p.cover[i] + f*(p.cover[i+1]-p.cover[i]), p.slope[i] + f*(p.slope[i+1]-p.slope[i])
}

// The pens that are tried, in samples of the sheet.
const (
	halfLeast, halfMost, halfTries = 0.6, 4.0, 35
	blurLeast, blurMost, blurTries = 0.3, 2.2, 25
)

// A profile is the mean darkness against the distance to the centre line.
type profile struct{ d, v []float64 }

// fitPen finds the pen that explains a profile best. Full darkness is
// preferred a little, because a narrow pale pen and a blurred one look alike.
func (q profile) fitPen() (half, blur float64, amp float32) {
	best := math.Inf(1)
	for i := range halfTries {
		h := halfLeast * math.Pow(halfMost/halfLeast, float64(i)/(halfTries-1))
		for j := range blurTries {
			s := blurLeast * math.Pow(blurMost/blurLeast, float64(j)/(blurTries-1))
			var cc, cv, vv float64
			for k, d := range q.d {
				c := stroke(d, h, s)
				cc += c * c
				cv += c * q.v[k]
				vv += q.v[k] * q.v[k]
			}
			a := min(max(cv/cc, 0.3), 1.1)
			e := vv - 2*a*cv + a*a*cc + 0.002*(a-1)*(a-1)
			if e < best {
				best, half, blur, amp = e, h, s, float32(a)
			}
		}
	}
	return half, blur, amp
}
