package nn

import (
	"fmt"
	"math"
)

// limb gives III, aVR, aVL and aVF from I and II: row is the lead, i and ii the
// factors. Leads are in the order I, II, III, aVR, aVL, aVF.
var limb = [...]struct {
	row   int
	i, ii float64
}{{2, -1, 1}, {3, -0.5, -0.5}, {4, 1, -0.5}, {5, -0.5, 1}}

// Einthoven is the mean square of what the limb leads miss of the relations of
// Einthoven and Goldberger: III = II - I, aVR = -(I+II)/2, aVL = I - II/2 and
// aVF = II - I/2. p is [samples][leads][length] with I, II, III, aVR, aVL, aVF
// first; a relation counts with the product of the masks of its leads.
func Einthoven(g, p, m []float32, leads, length int, weight float64) float64 {
	sum, count := 0.0, tiny
	for pass := range 2 {
		for first := 0; first < len(p); first += leads * length {
			for _, r := range limb {
				for j := first; j < first+length; j++ {
					one, two, three := j, j+length, j+r.row*length
					w := masked(m, one) * masked(m, two) * masked(m, three)
					if pass == 0 {
						count += w
						continue
					}
					d := float64(p[three]) - r.i*float64(p[one]) - r.ii*float64(p[two])
					sum += d * d * w
					f := weight * 2 * d * w / count
					g[three] += float32(f)
					g[one] -= float32(f * r.i)
					g[two] -= float32(f * r.ii)
				}
			}
		}
	}
	return weight * sum / count
}

// Correlation compares how leads go together: the mean over pairs of leads of
// the squared difference between the correlation of predictions and that of
// targets.
type Correlation struct {
	leads, length int
	// Rows of mean 0 and length 1 of predictions and targets, the lengths
	// that predictions had, and gradients.
	p, t, norms, d []float64
}

// NewCorrelation is for numbers [samples][leads][length].
func NewCorrelation(leads, length int) (*Correlation, error) {
	if leads < 1 || length < 1 {
		return nil, fmt.Errorf("nn: correlation of %d leads of %d samples", leads, length)
	}
	n := leads * length
	return &Correlation{leads, length, make([]float64, n), make([]float64, n), make([]float64, leads), make([]float64, length)}, nil
}

// Loss gives value and gradient.
func (c *Correlation) Loss(g, p, t []float32, weight float64) float64 {
	n := c.leads * c.length
	pairs := float64(len(p)/n) * float64(c.leads*c.leads)
	value := 0.0
	for first := 0; first < len(p); first += n {
		c.normalise(c.t, t[first:][:n])
		c.normalise(c.p, p[first:][:n])
		for i := range c.leads {
			clear(c.d)
			for j := range c.leads {
				diff := dot(c.row(c.p, i), c.row(c.p, j)) - dot(c.row(c.t, i), c.row(c.t, j))
				value += diff * diff / pairs
				if i == j {
					continue
				}
				// Every pair is met twice.
				for k, v := range c.row(c.p, j) {
					c.d[k] += weight * 4 * diff / pairs * v
				}
			}
			c.back(g[first+i*c.length:][:c.length], i)
		}
	}
	return weight * value
}

func (c *Correlation) row(v []float64, i int) []float64 { return v[i*c.length:][:c.length] }

func dot(a, b []float64) (s float64) {
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

func (c *Correlation) normalise(to []float64, from []float32) {
	for i := range c.leads {
		row := c.row(to, i)
		mean := 0.0
		for j := range row {
			row[j] = float64(from[i*c.length+j])
			mean += row[j] / float64(c.length)
		}
		for j := range row {
			row[j] -= mean
		}
		c.norms[i] = math.Sqrt(dot(row, row) + tiny)
		for j := range row {
			row[j] /= c.norms[i]
		}
	}
}

// back takes the gradient of a normalised row to that of the row.
func (c *Correlation) back(g []float32, i int) {
	row := c.row(c.p, i)
	along, mean := dot(c.d, row), total(c.d)/float64(c.length)
	for j := range g {
		g[j] += float32((c.d[j] - mean - row[j]*along) / c.norms[i])
	}
}
