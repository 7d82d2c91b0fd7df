package synth

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// ReadRecord reads the twelve leads of a WFDB record, named by its header with
// or without ".hea", for [Spec.Record]. patient is whose it is: what a comment
// of the header says behind "patient" or "subject" and perhaps "id", or else
// the name of the record.
func ReadRecord(stem string) (s *heart.Signal, patient string, err error) {
	rec, err := wfdb.ReadFile(strings.TrimSuffix(stem, ".hea"))
	if err != nil {
		return nil, "", err
	}
	s = &heart.Signal{RateHz: rec.Fs}
	for l, name := range heart.LeadNames() {
		for _, sig := range rec.Signals {
			if strings.EqualFold(sig.Name, name) {
				if s.MV[l], err = millivolts(&sig); err != nil {
					return nil, "", fmt.Errorf("%s: %w", stem, err)
				}
			}
		}
		if s.MV[l] == nil {
			return nil, "", fmt.Errorf("%s: has no lead %s", stem, name)
		}
	}
	return s, patientOf(rec, stem), nil
}

// patientOf looks for "patient: 17", "patient_id 17", "Subject ID: 17" and the
// like.
func patientOf(rec *wfdb.Record, stem string) string {
	plain := strings.NewReplacer("<", " ", ">", " ", ":", " ", "=", " ", "_", " ")
	for _, comment := range rec.Comments {
		words := strings.Fields(plain.Replace(comment))
		if len(words) > 2 && strings.EqualFold(words[1], "id") {
			words = append(words[:1], words[2:]...)
		}
		if len(words) == 2 && (strings.EqualFold(words[0], "patient") || strings.EqualFold(words[0], "subject")) {
			return words[1]
		}
	}
	return strings.TrimSuffix(filepath.Base(stem), ".hea")
}

// millivolts are the samples of a signal in millivolts.
func millivolts(s *wfdb.Signal) ([]float64, error) {
	scale := map[string]float64{"": 1, "mv": 1, "uv": 1e-3, "µv": 1e-3, "v": 1e3}
	f, ok := scale[strings.ToLower(s.Units)]
	if !ok {
		return nil, fmt.Errorf("lead %s has the unit %q, want mV, uV or V", s.Name, s.Units)
	}
	out := make([]float64, len(s.Samples))
	for i, v := range s.Samples {
		out[i] = f * v
	}
	return out, nil
}
