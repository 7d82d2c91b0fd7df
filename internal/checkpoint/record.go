package checkpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// A Record is what a checkpoint gave once: the fingerprint of its weights, and
// numbers of its outputs.
//
// Weights are compared by their hash, which is exact. Outputs are compared by
// their values: processors sum up in different orders, so that the last digits
// differ, and whatever a hash is rounded to, some number lies at the edge between
// two roundings and would fall to either side. Numbers agree if they differ by at
// most Tolerance standard deviations of the output.
type Record struct {
	Version int               `json:"version"`
	Network model.Description `json:"network"`
	Weights string            `json:"weights_sha256"`
	Outputs []RecordedOutput  `json:"outputs"`
}

// RecordedOutput is what a page gave: mean and standard deviation of the output,
// and up to 256 of its numbers, every Step-th.
type RecordedOutput struct {
	Page   string    `json:"page"`
	Length int       `json:"length"`
	Step   int       `json:"step"`
	Mean   float64   `json:"mean"`
	Std    float64   `json:"std"`
	Values []float32 `json:"values"`
}

const (
	recordVersion = 1
	// MaxRecord is the longest record that is read, in bytes.
	MaxRecord = 1 << 20
	// recordValues is the most numbers of an output that are kept.
	recordValues = 256
	// Tolerance is how far numbers may differ, in standard deviations of the
	// output. Portable and AVX2 kernels differ by 1e-6 to 1e-5 on the networks
	// with names; a change of one weight tensor by 1e-3 of itself shows.
	Tolerance = 1e-4
	// tinyOutput is the standard deviation below which an output counts as one
	// number; differences are then held against it.
	tinyOutput = 1e-6
)

// Record notes what was computed. Outputs that are not finite cannot be noted.
func (v *Verification) Record() (*Record, error) {
	r := &Record{Version: recordVersion, Network: v.network, Weights: v.Weights}
	for _, a := range v.Answers {
		if a.Finite < 1 {
			return nil, fmt.Errorf("checkpoint: the output of page %q is not finite; there is nothing to hold on to", a.Page)
		}
		out := RecordedOutput{Page: a.Page, Length: len(a.values), Step: (len(a.values) + recordValues - 1) / recordValues,
			Mean: float64(a.Mean), Std: float64(a.Std)}
		for i := 0; i < len(a.values); i += out.Step {
			out.Values = append(out.Values, a.values[i])
		}
		r.Outputs = append(r.Outputs, out)
	}
	return r, nil
}

// WriteRecord writes a record as a file, whole or not at all.
func WriteRecord(path string, r *Record) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("checkpoint: record: %w", err)
	}
	text = append(text, '\n')
	if len(text) > MaxRecord {
		return fmt.Errorf("checkpoint: record: has %d bytes, more than %d are not read again; record fewer pages", len(text), MaxRecord)
	}
	return weights.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// ReadRecord reads a record and refuses what it does not know.
func ReadRecord(r io.Reader) (*Record, error) {
	limited := &io.LimitedReader{R: r, N: MaxRecord + 1}
	dec := json.NewDecoder(limited)
	dec.DisallowUnknownFields()
	var out Record
	err := dec.Decode(&out)
	if err == nil {
		if _, end := dec.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("something follows it")
		}
	}
	if limited.N <= 0 {
		err = fmt.Errorf("is longer than %d bytes", MaxRecord)
	}
	if err == nil {
		err = out.check()
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoint: record: %w; write it anew with --record", err)
	}
	return &out, nil
}

func (r *Record) check() error {
	if r.Version != recordVersion {
		return fmt.Errorf("version %d is not %d", r.Version, recordVersion)
	}
	if err := r.Network.Validate(); err != nil {
		return err
	}
	for _, o := range r.Outputs {
		if o.Length < 1 || o.Step < 1 || o.Step > o.Length || len(o.Values) != (o.Length+o.Step-1)/o.Step || o.Std < 0 {
			return fmt.Errorf("output of page %q does not fit together", o.Page)
		}
	}
	if len(r.Outputs) == 0 {
		return errors.New("has no outputs")
	}
	return nil
}

// Against compares with a record and notes the result.
func (v *Verification) Against(r *Record) {
	same := true
	v.Differences = nil
	differ := func(format string, args ...any) {
		same = false
		v.Differences = append(v.Differences, fmt.Sprintf(format, args...))
	}
	if a, b := text(v.network), text(r.Network); a != b {
		differ("the network is another one: %s, recorded %s", a, b)
	}
	if v.Weights != r.Weights {
		differ("weights are other ones: SHA-256 %.12s, recorded %.12s", v.Weights, r.Weights)
	}
	for i, o := range r.Outputs {
		if i >= len(v.Answers) || v.Answers[i].Page != o.Page {
			differ("page %q was not computed", o.Page)
			continue
		}
		if far, ok := o.apart(&v.Answers[i]); !ok {
			differ("page %q: the output differs by %.3g standard deviations, more than %g", o.Page, far, Tolerance)
		}
	}
	v.Same = &same
}

// text is a description as JSON.
func text(d model.Description) string {
	b, err := json.Marshal(d)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// apart is the greatest difference from what was recorded, in standard
// deviations, and whether it is small enough.
func (o *RecordedOutput) apart(a *Answer) (far float64, ok bool) {
	if len(a.values) != o.Length {
		return math.Inf(1), false
	}
	unit := max(o.Std, tinyOutput)
	far = max(math.Abs(float64(a.Mean)-o.Mean), math.Abs(float64(a.Std)-o.Std)) / unit
	for i, want := range o.Values {
		d := math.Abs(float64(a.values[i*o.Step])-float64(want)) / unit
		if math.IsNaN(d) {
			return d, false
		}
		far = max(far, d)
	}
	return far, far <= Tolerance
}
