// Package wear is what happens to a printed sheet before its picture is taken:
// by the printer, by time, by hands.
//
// A [Wear] is plain data; [Wear.Apply] turns it into marks on a sheet. Each
// kind of damage is one struct in one file. What takes ink away or covers it
// says so in the sheet's Hidden, and what is no longer there is in Missing.
// [Kinds] and [Draw] make damage by name and strength.
//
// How it is drawn:
//
//   - a field holds what changes slowly over a box, on a lattice filled when
//     the damage is made; a grain is fine noise, in millimetres, so that it does
//     not depend on the resolution;
//   - a wash lays a paint over a box as a field says; a group lays shapes in a
//     paint that may be uneven; cracks are worn lines;
//   - a cast finds out what marks hide, by drawing them on white and on black.
package wear

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// A Wear is all of it, in the order in which it comes to the sheet. The zero
// value does nothing.
type Wear struct {
	// By the printer.
	Screen   Screen   `json:"screen,omitzero"`
	Banding  Banding  `json:"banding,omitzero"`
	Toner    Toner    `json:"toner,omitzero"`
	Streaks  Streaks  `json:"streaks,omitzero"`
	Misprint Misprint `json:"misprint,omitzero"`
	Bleed    Bleed    `json:"bleed,omitzero"`
	Thermal  Thermal  `json:"thermal,omitzero"`
	// By copiers: the copy is what all that follows happens to.
	Copy Copy `json:"copy,omitzero"`
	Fax  Fax  `json:"fax,omitzero"`
	// By time and accident.
	Sun       Sun       `json:"sun,omitzero"`
	Soaks     []Soak    `json:"soaks,omitempty"`
	Scratches Scratches `json:"scratches,omitzero"`
	Folds     []Fold    `json:"folds,omitempty"`
	Creases   Creases   `json:"creases,omitzero"`
	Yellow    Yellow    `json:"yellow,omitzero"`
	Fibre     Fibre     `json:"fibre,omitzero"`
	Stains    []Stain   `json:"stains,omitempty"`
	Mould     Mould     `json:"mould,omitzero"`
	// By hands.
	Fingers    []Finger    `json:"fingers,omitempty"`
	Highlights []Highlight `json:"highlights,omitempty"`
	Writings   []Writing   `json:"writings,omitempty"`
	Stamps     []Stamp     `json:"stamps,omitempty"`
	// On it and out of it.
	Labels  []Label  `json:"labels,omitempty"`
	Tapes   []Tape   `json:"tapes,omitempty"`
	Staples []Staple `json:"staples,omitempty"`
	Clips   []Clip   `json:"clips,omitempty"`
	Burns   []Burn   `json:"burns,omitempty"`
	Tears   []Tear   `json:"tears,omitempty"`
	Punches []Punch  `json:"punches,omitempty"`
}

// most is how many things of one kind a sheet can have.
const most = 200

// Check tells which field is out of its range.
func (w *Wear) Check() error {
	l := new(limits)
	w.checkOnes(l)
	many(l, "soaks", w.Soaks, (*Soak).check)
	many(l, "folds", w.Folds, (*Fold).check)
	many(l, "stains", w.Stains, (*Stain).check)
	many(l, "fingers", w.Fingers, (*Finger).check)
	many(l, "highlights", w.Highlights, (*Highlight).check)
	many(l, "writings", w.Writings, (*Writing).check)
	many(l, "stamps", w.Stamps, (*Stamp).check)
	many(l, "labels", w.Labels, (*Label).check)
	many(l, "tapes", w.Tapes, (*Tape).check)
	many(l, "staples", w.Staples, (*Staple).check)
	many(l, "clips", w.Clips, (*Clip).check)
	many(l, "burns", w.Burns, (*Burn).check)
	many(l, "tears", w.Tears, (*Tear).check)
	many(l, "punches", w.Punches, (*Punch).check)
	return l.err
}

func (w *Wear) checkOnes(l *limits) {
	for _, check := range []func(*limits){w.Screen.check, w.Banding.check, w.Toner.check, w.Streaks.check, w.Misprint.check,
		w.Bleed.check, w.Thermal.check, w.Copy.check, w.Fax.check, w.Sun.check, w.Scratches.check, w.Creases.check,
		w.Yellow.check, w.Fibre.check, w.Mould.check} {
		check(l)
	}
}

func many[T any](l *limits, part string, all []T, check func(*T, *limits)) {
	l.count(part, len(all), most)
	for i := range all {
		check(&all[i], l)
	}
}

// Apply adds marks to a sheet and takes parts of it away.
func (w *Wear) Apply(s *paper.Sheet, seed uint64) error {
	if err := w.Check(); err != nil {
		return err
	}
	b := &bench{Sheet: s, seed: seed, bare: s.Paper.Linear()}
	for i := range b.bare {
		b.bare[i] = max(b.bare[i], 1e-3)
	}
	for _, apply := range []func(*bench){w.Screen.apply, w.Banding.apply, w.Toner.apply, w.blank, w.Misprint.apply,
		w.Bleed.apply, w.Thermal.apply, w.Copy.apply, w.Fax.apply, w.dirt, w.Sun.apply} {
		apply(b)
	}
	each(b, w.Soaks, (*Soak).apply)
	w.Scratches.apply(b)
	each(b, w.Folds, (*Fold).apply)
	w.Creases.apply(b)
	w.Fibre.apply(b)
	w.Yellow.apply(b)
	each(b, w.Stains, (*Stain).apply)
	w.Mould.apply(b)
	each(b, w.Fingers, (*Finger).apply)
	each(b, w.Highlights, (*Highlight).apply)
	each(b, w.Writings, (*Writing).apply)
	if err := try(b, w.Stamps, (*Stamp).apply); err != nil {
		return err
	}
	if err := try(b, w.Labels, (*Label).apply); err != nil {
		return err
	}
	each(b, w.Tapes, (*Tape).apply)
	each(b, w.Staples, (*Staple).apply)
	each(b, w.Clips, (*Clip).apply)
	each(b, w.Burns, (*Burn).apply)
	each(b, w.Tears, (*Tear).apply)
	each(b, w.Punches, (*Punch).apply)
	return nil
}

func (w *Wear) blank(b *bench) { w.Streaks.apply(b, false) }

func (w *Wear) dirt(b *bench) { w.Streaks.apply(b, true) }

func each[T any](b *bench, all []T, apply func(*T, *bench, int)) {
	for i := range all {
		apply(&all[i], b, i)
	}
}

func try[T any](b *bench, all []T, apply func(*T, *bench, int) error) error {
	for i := range all {
		if err := apply(&all[i], b, i); err != nil {
			return fmt.Errorf("wear: %w", err)
		}
	}
	return nil
}

// Merge is both: things are put together, and of what a sheet has once the
// later counts.
func Merge(a, b Wear) Wear {
	return Wear{
		Screen: later(a.Screen, b.Screen), Banding: later(a.Banding, b.Banding), Toner: later(a.Toner, b.Toner),
		Streaks: later(a.Streaks, b.Streaks), Misprint: later(a.Misprint, b.Misprint), Bleed: later(a.Bleed, b.Bleed),
		Thermal: later(a.Thermal, b.Thermal), Copy: later(a.Copy, b.Copy), Fax: later(a.Fax, b.Fax), Sun: later(a.Sun, b.Sun),
		Soaks: joined(a.Soaks, b.Soaks), Scratches: later(a.Scratches, b.Scratches), Folds: joined(a.Folds, b.Folds),
		Creases: later(a.Creases, b.Creases), Yellow: later(a.Yellow, b.Yellow), Fibre: later(a.Fibre, b.Fibre), Stains: joined(a.Stains, b.Stains),
		Mould: later(a.Mould, b.Mould), Fingers: joined(a.Fingers, b.Fingers), Highlights: joined(a.Highlights, b.Highlights),
		Writings: joined(a.Writings, b.Writings), Stamps: joined(a.Stamps, b.Stamps), Labels: joined(a.Labels, b.Labels),
		Tapes: joined(a.Tapes, b.Tapes), Staples: joined(a.Staples, b.Staples), Clips: joined(a.Clips, b.Clips),
		Burns: joined(a.Burns, b.Burns), Tears: joined(a.Tears, b.Tears), Punches: joined(a.Punches, b.Punches),
	}
}

func later[T comparable](a, b T) T {
	var none T
	if b == none {
		return a
	}
	return b
}

func joined[T any](a, b []T) []T { return append(append([]T(nil), a...), b...) }
