package synth

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// ReadRecord reads the twelve leads of a WFDB record, named by its header with
// or without ".hea", for [Spec.Record]. patient is whose it is: what a comment
// of the header says behind "patient" or "subject" and perhaps "id": the next
// word; empty where none does.
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
	return s, patientOf(rec), nil
}

// patientComment finds "patient: 17", "patient_id 17", "<Subject ID>: 17, age
// 50" and the like: 1 is "id", 2 what stands between, 3 the word, 4 the rest.
var patientComment = regexp.MustCompile(`(?i)^[\s<]*(?:patient|subject)(?:[\s_-]*(id|no|number)\b)?([\s>:=.]+)(\S+)(.*)$`)

// patientOf is the patient that the comments name, or empty. A comment that
// begins alike may be about something else ("patient was restless"): without
// "id" or a sign the word must have a digit, or be the last.
func patientOf(rec *wfdb.Record) string {
	for _, comment := range rec.Comments {
		m := patientComment.FindStringSubmatch(comment)
		if m == nil {
			continue
		}
		word := strings.TrimRight(m[3], ",;.")
		if sure := m[1] != "" || strings.ContainsAny(m[2], ":=>"); word != "" && (sure || strings.ContainsAny(word, "0123456789") || strings.TrimSpace(m[4]) == "") {
			return word
		}
	}
	return ""
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
