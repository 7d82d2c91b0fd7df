package nn

import "github.com/einthoven-ecg/einthoven/internal/nn/kernel"

// EMA keeps moving averages of all parameters and statistics, which often do
// better than the parameters themselves. Early on they follow faster: the
// decay of update n is at most (1+n)/(10+n), as in TensorFlow.
type EMA struct {
	Decay float64
	*slots
	job   func(i int)
	swap  func(i int)
	share float32
}

// NewEMA begins with the values at hand of what is declared so far.
func NewEMA(p *Params, run kernel.Runner, decay float64) *EMA {
	e := &EMA{Decay: decay, slots: newSlots(p, run, true, "ema")}
	for i, q := range e.params {
		copy(e.data[i], q.Value)
	}
	e.job, e.swap = e.piece, e.exchange
	return e
}

// Update takes in the values after a step.
func (e *EMA) Update() {
	n := float64(e.steps)
	e.share = float32(1 - min(e.Decay, (1+n)/(10+n)))
	e.steps++
	e.each(e.job)
}

func (e *EMA) piece(i int) {
	s := &e.pieces[i]
	average := e.slot(0, s)
	for j, v := range e.params[s.at].Value[s.first:s.last] {
		average[j] += e.share * (v - average[j])
	}
}

// Swap exchanges averages and parameters, to validate with the averages, and
// again to go on with training.
func (e *EMA) Swap() {
	e.each(e.swap)
	for _, p := range e.params {
		p.Changed()
	}
}

func (e *EMA) exchange(i int) {
	s := &e.pieces[i]
	average := e.slot(0, s)
	for j, v := range e.params[s.at].Value[s.first:s.last] {
		e.params[s.at].Value[s.first+j], average[j] = average[j], v
	}
}
