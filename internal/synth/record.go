package synth

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// streamCut is where pieces of long records are drawn from.
const streamCut uint64 = 13

// Record has the page show a recording in place of the heart: a piece of it at
// a time that the seed draws, where it is longer than the page. A page that
// the recording cannot fill gets shorter rows, or the usual arrangement if it
// asks for leads or for more time than there is.
func (spec *Spec) Record(s *heart.Signal, seed uint64) error {
	if err := fit(&spec.Page, s); err != nil {
		return err
	}
	spec.Signal = s
	if spare := s.Duration() - spec.Page.Seconds(); spare > 0 {
		spec.Signal = piece(s, chance.Between(chance.Stream(seed, streamCut), 0, spare), spec.Page.Seconds())
	}
	return nil
}

// fit makes a page one that a recording can fill.
func fit(page *paper.Page, s *heart.Signal) error {
	short := func() {
		row := page.RowSec
		if row == 0 {
			row = 10
		}
		page.RowSec = min(row, s.Duration())
	}
	short()
	if len(page.ExtraLeads()) > 0 || page.Seconds() > s.Duration() {
		usual, err := paper.ParseLayout("3x4+1R:II")
		if err != nil {
			return err
		}
		*page = page.WithLayout(usual)
		short()
	}
	return nil
}

// piece is a part of a signal, with the beats that it has, at their times in it.
func piece(s *heart.Signal, from, seconds float64) *heart.Signal {
	out := *s
	lo, n := int(from*s.RateHz), int(math.Round(seconds*s.RateHz))
	cut := func(v []float64) []float64 { return v[min(lo, len(v)):min(lo+n, len(v))] }
	for l, v := range s.MV {
		out.MV[l] = cut(v)
	}
	out.More = slices.Clone(s.More)
	for i := range out.More {
		out.More[i].MV = cut(out.More[i].MV)
	}
	start := float64(lo) / s.RateHz
	out.BeatsSec, out.Beats = nil, nil
	for _, at := range s.BeatsSec {
		if at -= start; at >= 0 && at < seconds {
			out.BeatsSec = append(out.BeatsSec, at)
		}
	}
	for _, b := range s.Beats {
		if b.AtSec -= start; b.AtSec >= 0 && b.AtSec < seconds {
			out.Beats = append(out.Beats, b)
		}
	}
	return &out
}
