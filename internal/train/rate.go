package train

import "github.com/einthoven-ecg/einthoven/internal/nn"

// rates gives the rate of every step.
type rates struct {
	schedule nn.Schedule
	plateau  *nn.Plateau // nil for other kinds
}

// newRates is for a run of so many steps.
func newRates(s Schedule, peak float64, steps int) *rates {
	r := &rates{}
	rest := max(steps-s.WarmUp, 1)
	switch s.Kind {
	case ScheduleCosine:
		r.schedule = nn.Cosine(peak, s.Last, rest)
	case ScheduleOneCycle:
		r.schedule = nn.OneCycle(peak, rest)
	case SchedulePlateau:
		r.plateau = nn.NewPlateau(peak, s.Factor, s.Last, s.Patience)
		r.schedule = func(int) float64 { return r.plateau.Rate }
	default:
		r.schedule = nn.Constant(peak)
	}
	if s.WarmUp > 0 {
		r.schedule = nn.WarmUp(s.WarmUp, r.schedule)
	}
	return r
}

// at is the rate of a step, counted from zero.
func (r *rates) at(step int) float64 { return r.schedule(step) }

// observe takes the validation loss of an epoch.
func (r *rates) observe(loss float64) {
	if r.plateau != nil {
		r.plateau.Observe(loss)
	}
}
