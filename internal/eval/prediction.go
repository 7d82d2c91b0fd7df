package eval

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/format/csv"
)

// A Prediction is what was read from a picture.
type Prediction struct {
	Status Status
	// Reasons are the codes of the report: why it was refused or needs review.
	Reasons []string
	// Seconds is the wall time of the page; 0 if it was not measured.
	Seconds float64
	// Layout, SpeedMMS (mm/s) and GainMMMV (mm/mV) as decided; empty or 0 if
	// not known.
	Layout             string
	SpeedMMS, GainMMMV float64
	// Fs is the sampling rate in hertz, Start the time of the first sample.
	Fs, Start float64
	// Leads are those that were read, all of one length.
	Leads []Lead
}

// A Lead is one lead of a prediction.
type Lead struct {
	Name    string
	Samples []float64 // mV, NaN where nothing was read
	// Sigma is the stated standard deviation of each sample in mV; nil if
	// there is none.
	Sigma []float64
	// Expected is the signal to noise ratio that the reader expects; nil if
	// it states none.
	Expected *Expectation
}

// An Expectation is a stated signal to noise ratio in dB with its interval.
type Expectation struct {
	SNR, Low, High float64
	// Level is the nominal share of truths inside the interval, 0 if not
	// stated.
	Level float64
}

// Status is the outcome of a page.
type Status string

// The outcomes. Failed is a crash, an error of ours or a time-out; never a
// decision.
const (
	OK      Status = "ok"
	Review  Status = "review"
	Refused Status = "refused"
	Failed  Status = "failed"
)

// accepted tells whether a result was handed out.
func (s Status) accepted() bool { return s == OK || s == Review }

// ReadCSV reads the samples of a prediction from the project's CSV. Its status
// is ok.
func ReadCSV(r io.Reader) (Prediction, error) {
	t, err := csv.Decode(r)
	if err != nil {
		return Prediction{Status: Failed}, fmt.Errorf("eval: read prediction: %w", err)
	}
	p := Prediction{Status: OK, Fs: t.Fs, Start: t.Start}
	for _, l := range t.Leads {
		p.Leads = append(p.Leads, Lead{Name: l.Name, Samples: l.Samples})
	}
	return p, nil
}

// handedOut is the prediction as its user gets it: without leads if it was
// refused or failed.
func (p Prediction) handedOut() Prediction {
	if !p.Status.accepted() {
		p.Leads = nil
	}
	return p
}

// lead returns the lead of a name, nil if it was not read.
func (p *Prediction) lead(name string) *Lead {
	for i := range p.Leads {
		if strings.EqualFold(p.Leads[i].Name, name) {
			return &p.Leads[i]
		}
	}
	return nil
}

// at samples values (of the prediction's rate and start) at n times i/fs, by
// straight lines between neighbours. Beside a missing neighbour the other
// counts if it is less than half a sample of fs away; so do the first and the
// last.
func (p *Prediction) at(values []float64, fs float64, n int) []float64 {
	out := filled(n, math.NaN())
	m := len(values)
	if m < 2 || !(p.Fs > 0) {
		return out
	}
	half := 0.5 / fs
	last := p.Start + float64(m-1)/p.Fs
	for i := range out {
		t := float64(i) / fs
		if t < p.Start-half || t > last+half {
			continue
		}
		u := (t - p.Start) * p.Fs
		// A tiny part of a sample must not decide between two neighbours.
		j := min(max(int(math.Ceil(u-1e-6))-1, 0), m-2)
		w := min(max(u-float64(j), 0), 1) // the ends are held
		a, b := values[j], values[j+1]
		switch {
		case math.IsNaN(a):
			if math.Abs(u-float64(j+1))/p.Fs < half {
				out[i] = b
			}
		case math.IsNaN(b):
			if math.Abs(u-float64(j))/p.Fs < half {
				out[i] = a
			}
		default:
			out[i] = a + w*(b-a)
		}
	}
	return out
}

// twelve tells whether samples of all twelve standard leads were read.
func (p *Prediction) twelve() bool {
	for _, name := range Leads {
		l := p.lead(name)
		if l == nil || firstFinite(l.Samples) < 0 {
			return false
		}
	}
	return true
}
