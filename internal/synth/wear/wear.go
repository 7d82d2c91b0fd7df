// Package wear is what happens to a printed sheet before its picture is taken:
// by the printer, by hands, by time.
package wear

import "github.com/einthoven-ecg/einthoven/internal/synth/paper"

// A Wear is all of it. The zero value does nothing.
type Wear struct{}

// Check tells which field is out of its range.
func (w *Wear) Check() error { return nil }

// Apply adds marks to a sheet and takes parts of it away.
func (w *Wear) Apply(s *paper.Sheet, seed uint64) error { return nil }
