package train

import (
	"errors"
	"fmt"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// The losses that terms name; package nn has their formulas.
const (
	LossMSE            = "mse"
	LossGradient       = "gradient"       // [nn.Difference]
	LossBounds         = "bounds"         // [nn.Bounds], a range for each lead
	LossCorrelation    = "correlation"    // [nn.Correlation]
	LossEinthoven      = "einthoven"      // [nn.Einthoven]
	LossSpectral       = "spectral"       // [nn.Spectral]
	LossSNR            = "snr"            // [nn.SNR]
	LossAdversarial    = "adversarial"    // a discriminator, see critic
	LossBCE            = "bce"            // [nn.BCE]
	LossDice           = "dice"           // [nn.Dice]
	LossCrossEntropy   = "cross_entropy"  // [nn.Heat.CrossEntropy] over rows
	LossJensenShannon  = "jensen_shannon" // [nn.Heat.JensenShannon] over rows
	leadsOfEinthoven   = 6
	maxWindows         = 8
	defaultCriticRate  = 1e-4
	defaultCriticWidth = 16
)

// signalLosses are for networks that give signals, mapLosses for those that give
// maps.
var (
	signalLosses = []string{LossMSE, LossGradient, LossBounds, LossCorrelation, LossEinthoven, LossSpectral, LossSNR, LossAdversarial}
	mapLosses    = []string{LossMSE, LossBCE, LossDice, LossCrossEntropy, LossJensenShannon}
)

// A Term is a loss with its weight in the sum.
type Term struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
	// Low and High are the range of bounds in millivolts: one number, or one
	// a lead.
	Low  []float64 `json:"low,omitempty"`
	High []float64 `json:"high,omitempty"`
	// Windows are those of spectral in samples, powers of two; one as long
	// as a stretch of signal gives its plain spectrum. Log is the share of
	// the logarithms.
	Windows []int   `json:"windows,omitempty"`
	Log     float64 `json:"log,omitempty"`
	// Rate and Width are those of the discriminator of adversarial.
	Rate  float64 `json:"rate,omitempty"`
	Width int     `json:"width,omitempty"`
}

// validateTerms tells the first term that does not fit the network.
func validateTerms(terms []Term, d model.Description) error {
	known, rows := mapLosses, 0
	if d.Kind == model.KindPanel {
		known, rows = signalLosses, d.Panel.Decoder.Leads
	}
	if len(terms) == 0 {
		return fmt.Errorf("train: losses: name at least one of %v", known)
	}
	if len(terms) == 1 && terms[0].Name == LossAdversarial {
		return errors.New("train: losses: adversarial alone validates nothing, as it measures two networks; add another one, such as mse")
	}
	for i, t := range terms {
		field := fmt.Sprintf("losses[%d]", i)
		if err := oneOf(field+".name", t.Name, known...); err != nil {
			return err
		}
		fits := func(n int) bool { return n == 1 || n == rows }
		err := broken([]rule{
			{!slices.ContainsFunc(terms[:i], func(o Term) bool { return o.Name == t.Name }), "%s: %s comes twice", []any{field, t.Name}},
			{t.Weight > 0, "%s.weight: %g is not more than 0", []any{field, t.Weight}},
			{t.Name == LossBounds || t.Low == nil && t.High == nil, "%s.low, high: are for bounds", []any{field}},
			{t.Name != LossBounds || fits(len(t.Low)) && fits(len(t.High)), "%s.low, high: give one number, or one for each of %d leads", []any{field, rows}},
			{t.Name == LossSpectral || t.Windows == nil && t.Log == 0, "%s.windows, log: are for spectral", []any{field}},
			{len(t.Windows) <= maxWindows, "%s.windows: %d are more than %d", []any{field, len(t.Windows), maxWindows}},
			{t.Log >= 0, "%s.log: %g is negative", []any{field, t.Log}},
			{t.Name == LossAdversarial || t.Rate == 0 && t.Width == 0, "%s.rate, width: are for adversarial", []any{field}},
			{t.Rate >= 0 && t.Rate <= 1, "%s.rate: %g is not from 0 to 1", []any{field, t.Rate}},
			{t.Width >= 0 && t.Width <= 512, "%s.width: %d is not from 0 to 512", []any{field, t.Width}},
			{t.Name != LossEinthoven || rows >= leadsOfEinthoven, "%s: einthoven needs the six limb leads first", []any{field}},
		})
		if err != nil {
			return err
		}
		if t.Name == LossBounds {
			for k := range max(len(t.Low), len(t.High)) {
				if lo, hi := t.bounds(k); lo > hi {
					return fmt.Errorf("train: %s.low, high: %g is above %g", field, lo, hi)
				}
			}
		}
		if t.Name == LossSpectral {
			if _, err := newLoss(t, d); err != nil {
				return fmt.Errorf("train: %s.windows: %w", field, err)
			}
		}
	}
	return nil
}

// loss adds the gradient of a term to g and gives its value, both times weight.
type loss func(g, p []float32, b *data.Batch, weight float64) float64

// newLoss makes the loss of a term for the outputs of a network. That of
// adversarial is not here.
func newLoss(t Term, d model.Description) (loss, error) {
	if d.Kind == model.KindPanel {
		return signalLoss(t, d.Panel.Decoder.Leads, d.Panel.Decoder.Samples)
	}
	return mapLoss(t, d.UNet.Outputs, d.Input.Height, d.Input.Width)
}

func mse(g, p []float32, b *data.Batch, w float64) float64 { return nn.MSE(g, p, b.Target, b.Mask, w) }

// signalLoss is for outputs [samples][leads][length].
func signalLoss(t Term, leads, length int) (loss, error) {
	switch t.Name {
	case LossMSE:
		return mse, nil
	case LossGradient:
		return func(g, p []float32, b *data.Batch, w float64) float64 {
			return nn.Difference(g, p, b.Target, b.Mask, length, w)
		}, nil
	case LossBounds:
		return boundsLoss(t, leads, length), nil
	case LossCorrelation:
		c, err := nn.NewCorrelation(leads, length)
		return func(g, p []float32, b *data.Batch, w float64) float64 { return c.Masked(g, p, b.Target, b.Mask, w) }, err
	case LossEinthoven:
		return func(g, p []float32, b *data.Batch, w float64) float64 {
			return nn.Einthoven(g, p, b.Mask, leads, length, w)
		}, nil
	case LossSpectral:
		s, err := nn.NewSpectral(length, t.windows(length)...)
		if err != nil {
			return nil, err
		}
		s.Log = t.Log
		return func(g, p []float32, b *data.Batch, w float64) float64 { return s.Masked(g, p, b.Target, b.Mask, w) }, nil
	case LossSNR:
		return func(g, p []float32, b *data.Batch, w float64) float64 {
			return nn.SNR(g, p, b.Target, b.Mask, length, w)
		}, nil
	}
	return nil, fmt.Errorf("train: loss %q is not for signals", t.Name)
}

// windows are those asked for, or three from an eighth of a second at 1000
// samples a second on, as far as rows are long enough.
func (t Term) windows(length int) (out []int) {
	if t.Windows != nil {
		return t.Windows
	}
	for _, n := range []int{128, 512, 2048} {
		if n <= length {
			out = append(out, n)
		}
	}
	if out == nil {
		out = []int{4}
	}
	return out
}

// bounds is the range of a lead.
func (t Term) bounds(lead int) (lo, hi float64) {
	return t.Low[min(lead, len(t.Low)-1)], t.High[min(lead, len(t.High)-1)]
}

// boundsLoss has a range for each lead.
func boundsLoss(t Term, leads, length int) loss {
	return func(g, p []float32, b *data.Batch, w float64) (value float64) {
		rows := len(p) / length
		for r := range rows {
			from, to := r*length, (r+1)*length
			lo, hi := t.bounds(r % leads)
			value += nn.Bounds(g[from:to], p[from:to], b.Mask[from:to], lo, hi, w/float64(rows))
		}
		return value
	}
}

// mapLoss is for outputs [samples][maps][height][width], logits.
func mapLoss(t Term, maps, height, width int) (loss, error) {
	switch t.Name {
	case LossMSE:
		return mse, nil
	case LossBCE:
		return func(g, p []float32, b *data.Batch, w float64) float64 { return nn.BCE(g, p, b.Target, b.Mask, w) }, nil
	case LossDice:
		return func(g, p []float32, b *data.Batch, w float64) float64 {
			return nn.Dice(g, p, b.Target, b.Mask, maps*height*width, w)
		}, nil
	}
	h, err := nn.NewHeat(height, width)
	if err != nil {
		return nil, err
	}
	c := &columns{height: height, width: width}
	f := h.CrossEntropy
	if t.Name == LossJensenShannon {
		f = h.JensenShannon
	}
	return func(g, p []float32, b *data.Batch, w float64) float64 {
		c.set(b)
		return f(g, p, c.shares, c.weights, w)
	}, nil
}

// columns are maps of ink as distributions over the rows of every column.
type columns struct {
	height, width   int
	shares, weights []float32
}

// leastInk is the sum of a column, in pixels full of ink, from which on it says
// where the curve is.
const leastInk = 0.25

// set takes the targets of a batch; columns without ink weigh nothing.
func (c *columns) set(b *data.Batch) {
	if n := len(b.Target); len(c.shares) != n {
		c.shares, c.weights = make([]float32, n), make([]float32, n/c.height)
	}
	for k := range c.weights {
		first, sum := k/c.width*c.height*c.width+k%c.width, float32(0)
		for i := range c.height {
			sum += b.Target[first+i*c.width] * b.Mask[first+i*c.width]
		}
		c.weights[k] = 0
		if sum < leastInk {
			continue
		}
		c.weights[k] = 1
		for i := range c.height {
			j := first + i*c.width
			c.shares[j] = b.Target[j] * b.Mask[j] / sum
		}
	}
}
