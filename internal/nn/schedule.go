package nn

import "math"

// Schedule gives the rate of a step, counted from zero.
type Schedule func(step int) float64

// Constant is the same rate always.
func Constant(rate float64) Schedule { return func(int) float64 { return rate } }

// Cosine falls from rate to last over steps along half a cosine and stays
// there. Source: I. Loshchilov and F. Hutter, SGDR, 2017.
func Cosine(rate, last float64, steps int) Schedule {
	return func(step int) float64 {
		return anneal(rate, last, float64(step)/float64(max(steps, 1)))
	}
}

// anneal goes from a to b along half a cosine while x goes from 0 to 1.
func anneal(a, b, x float64) float64 {
	x = min(max(x, 0), 1)
	return b + (a-b)/2*(1+math.Cos(math.Pi*x))
}

// OneCycle rises from peak/25 to peak in the first 30 % of steps and falls to
// peak/25/10000, both along half a cosine, as PyTorch's OneCycleLR. Source: L.
// Smith and N. Topin, Super-Convergence, 2018.
func OneCycle(peak float64, steps int) Schedule {
	up := 0.3*float64(steps) - 1
	return func(step int) float64 {
		x := float64(step)
		if x <= up {
			return anneal(peak/25, peak, x/up)
		}
		return anneal(peak, peak/25e4, (x-up)/(float64(steps-1)-up))
	}
}

// WarmUp rises in a line over the first steps, then goes on with another
// schedule, whose steps are counted from there.
func WarmUp(steps int, then Schedule) Schedule {
	return func(step int) float64 {
		if step < steps {
			return then(0) * float64(step+1) / float64(steps)
		}
		return then(step - steps)
	}
}

// Plateau lowers the rate when a loss does not fall any more, as PyTorch's
// ReduceLROnPlateau. Its fields are its state and may be saved.
type Plateau struct {
	Rate     float64 // the rate at hand
	Factor   float64 // what it is multiplied with
	Least    float64 // where it stops
	Patience int     // how many losses in a row may be no better
	Best     float64 // the least loss so far
	Bad      int     // how many losses were no better
	Started  bool
}

// NewPlateau begins with a rate.
func NewPlateau(rate, factor, least float64, patience int) *Plateau {
	return &Plateau{Rate: rate, Factor: factor, Least: least, Patience: patience}
}

// Observe takes a loss and gives the rate to go on with. A loss is better if
// it is less by at least one part in 10000.
func (p *Plateau) Observe(loss float64) float64 {
	if !p.Started && !math.IsNaN(loss) || loss < p.Best-1e-4*math.Abs(p.Best) {
		p.Best, p.Bad, p.Started = loss, 0, true
		return p.Rate
	}
	if p.Bad++; p.Bad > p.Patience {
		p.Rate, p.Bad = max(p.Rate*p.Factor, p.Least), 0
	}
	return p.Rate
}
