package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/wfdb"
)

// Leads are the twelve standard leads in the order of all arrays here.
var Leads = [12]string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}

// leadIndex is the place of a name among the twelve, -1 for others.
func leadIndex(name string) int {
	return slices.IndexFunc(Leads[:], func(l string) bool { return strings.EqualFold(l, name) })
}

// A Case is one picture of a set: what is printed on it.
type Case struct {
	ID, Set, Kind string
	// Record names the recording, so that pictures of one patient are drawn
	// together in a bootstrap; the ID where it is not known.
	Record string
	// Layout is rows x columns and rhythm strips, like "3x4+1R:II"; empty if
	// not known.
	Layout string
	// SpeedMMS is in mm/s, GainMMMV in mm/mV; 0 if not known.
	SpeedMMS, GainMMMV float64
	Windows            []Window
	Label              Label
	// Fs is the truth's rate in hertz, 0 without truth.
	Fs float64
	// Truth holds millivolts for each lead, NaN where it is not printed; all
	// are nil without truth, else of one length.
	Truth [12][]float64
	// Picture is the path of the picture, empty if there is none.
	Picture string
}

// A Window is a stretch of seconds, half open, in which a lead is printed.
type Window struct {
	Lead       string
	Start, End float64
}

// Label says what a picture is.
type Label string

// The labels. A picture without truth that is called neither is unlabelled.
const (
	ECG        Label = "ecg"
	NotECG     Label = "not_ecg"
	Unreadable Label = "unreadable"
	Unlabelled Label = "unlabelled"
)

// HasTruth tells whether the signals are known.
func (c *Case) HasTruth() bool { return c.Truth[0] != nil }

// samples is the number of samples of the truth.
func (c *Case) samples() int { return len(c.Truth[0]) }

// printed tells whether any sample of lead k is printed.
func (c *Case) printed(k int) bool {
	return slices.ContainsFunc(c.Truth[k], func(v float64) bool { return !math.IsNaN(v) })
}

// Cases lists the cases of a folder, sorted: the stems of its JSON files and
// WFDB headers.
func Cases(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("eval: list cases: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); !e.IsDir() && (ext == ".json" || ext == ".hea") {
			ids = append(ids, strings.TrimSuffix(e.Name(), ext))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// pictureTypes are the endings of pictures, as the sets have them.
var pictureTypes = []string{".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf", ".bmp", ".webp", ".gif", ".heic"}

// LoadCase reads the case of the given stem from a folder: id.json, and
// id.hea with its samples if the truth is known.
func LoadCase(dir, id string) (Case, error) {
	c := Case{ID: id, Set: filepath.Base(dir), Record: id, Label: Unlabelled}
	if err := c.readJSON(filepath.Join(dir, id+".json")); err != nil {
		return c, fmt.Errorf("eval: case %s: %w", id, err)
	}
	if err := c.readTruth(filepath.Join(dir, id)); err != nil {
		return c, fmt.Errorf("eval: case %s: %w", id, err)
	}
	switch {
	case c.Kind == "not-ecg":
		c.Label = NotECG
	case c.Kind == "unreadable":
		c.Label = Unreadable
	case c.HasTruth():
		c.Label = ECG
	}
	for _, ext := range pictureTypes {
		if _, err := os.Stat(filepath.Join(dir, id+ext)); err == nil {
			c.Picture = filepath.Join(dir, id+ext)
			break
		}
	}
	return c, nil
}

// readJSON takes what is known of the picture; a case may have no such file.
func (c *Case) readJSON(path string) error {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var meta struct {
		ID, Set, Kind, Record, Layout string
		Speed                         *float64                `json:"speed_mm_s"`
		Gain                          *float64                `json:"gain_mm_mv"`
		Windows                       map[string][][2]float64 `json:"windows"`
	}
	if err := json.Unmarshal(raw, &meta); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	c.Kind, c.Layout = meta.Kind, meta.Layout
	if meta.Set != "" {
		c.Set = meta.Set
	}
	if meta.Record != "" {
		c.Record = meta.Record
	}
	if meta.Speed != nil {
		c.SpeedMMS = *meta.Speed
	}
	if meta.Gain != nil {
		c.GainMMMV = *meta.Gain
	}
	for _, lead := range Leads {
		for _, w := range meta.Windows[lead] {
			c.Windows = append(c.Windows, Window{lead, w[0], w[1]})
		}
	}
	return nil
}

// beyond are leads that a page may show besides the twelve. A record may have
// them; nothing is measured of them.
func beyond() []string { return []string{"V7", "V8", "V9", "V3R", "V4R", "V5R", "V6R"} }

// readTruth reads the record; a case may have none.
func (c *Case) readTruth(stem string) error {
	rec, err := wfdb.ReadFile(stem)
	if errors.Is(err, fs.ErrNotExist) {
		if _, statErr := os.Stat(stem + ".hea"); errors.Is(statErr, fs.ErrNotExist) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	if len(rec.Signals) == 0 || len(rec.Signals[0].Samples) == 0 {
		return errors.New("the truth has no samples")
	}
	c.Fs = rec.Fs
	for _, s := range rec.Signals {
		k := leadIndex(s.Name)
		if k < 0 && slices.Contains(beyond(), s.Name) {
			continue
		}
		if k < 0 {
			return fmt.Errorf("the truth has a signal %q that is none of the twelve leads", s.Name)
		}
		scale, ok := map[string]float64{"mV": 1, "uV": 1e-3, "V": 1e3}[s.Units]
		if !ok {
			return fmt.Errorf("signal %q is in %q: want mV, uV or V", s.Name, s.Units)
		}
		c.Truth[k] = make([]float64, len(s.Samples))
		for i, v := range s.Samples {
			c.Truth[k][i] = v * scale
		}
	}
	for k := range c.Truth {
		if c.Truth[k] == nil { // a lead the record lacks is not printed
			c.Truth[k] = filled(len(rec.Signals[0].Samples), math.NaN())
		}
	}
	return nil
}

// filled returns n times v.
func filled(n int, v float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}
