package wear

import "math"

// traceDark is how much darker than paper a trace is for a machine that sees no
// colours: its share of the light that is missing (weights of
// IEC 61966-2-1, as in plane.light).
func (b *bench) traceDark() float64 {
	t := b.TraceLight
	return float64(1 - (0.2126*t[0] + 0.7152*t[1] + 0.0722*t[2]))
}

// thin hides from the truth what a machine does not let through that makes the
// page black and white. comes is the share of a trace that comes where it is so
// much darker than paper. What was faint before, as far as the sheet knows, is
// as much less dark.
func (b *bench) thin(comes func(dark float64) float64) {
	if b.PenMM == 0 {
		return // no traces
	}
	before, dark := b.Hidden[:len(b.Hidden):len(b.Hidden)], b.traceDark()
	whole := 1 - min(max(comes(dark), 0), 1)
	b.hide(func(x, y float64) float64 {
		left := 1.0
		for _, hidden := range before {
			left *= 1 - min(max(hidden(x, y), 0), 1)
		}
		if left == 1 {
			return whole
		}
		if left <= 0 {
			return 0 // already gone
		}
		return 1 - min(max(comes(dark*left), 0)/left, 1)
	})
}

// comes is the share of a trace that a copier prints: at its middle the blur
// leaves the error function of its width, and toner comes with the light that
// is missing there, as in [xerox.Draw]. The level is uneven by the grain, whose
// values are taken as all alike.
func (m *xerox) comes(penMM float64) func(dark float64) float64 {
	left := math.Erf(penMM / 2 / (math.Sqrt2 * m.sigma))
	return func(dark float64) float64 {
		const n = 9
		sum := 0.0
		for i := range n {
			level := float64(m.level) + float64(m.uneven)*(2*(float64(i)+0.5)/n-1)
			sum += min(max((level-(1-dark*left))/max(float64(m.soft), 0.02)+0.5, 0), 1) / n
		}
		return sum
	}
}

// comes is the share of a trace that a fax prints: of all places at which it
// may cross a line of the fax, those where enough of the line's height is dark.
func (m *fax) comes(penMM float64) func(dark float64) float64 {
	high := 1 / m.down
	return func(dark float64) float64 {
		if dark <= 0 {
			return 0
		}
		need := high * float64(1-m.level) / dark
		if need > min(penMM, high) {
			return 0
		}
		// So far the middles of trace and line may be apart; half a line is as
		// far as the nearest line's can be.
		return min(((penMM+high)/2-need)/(high/2), 1)
	}
}
