package glyph

import (
	"context"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// A WordScore is how well a name reads in an area.
type WordScore struct {
	Word
	// LogOdds is the natural logarithm of the odds that the name stands in the
	// area, LogOddsMin if there is nothing like it. The box of the word is
	// empty then.
	LogOdds float64
}

// LogOddsMin is the log odds of a name of which no trace was found.
const LogOddsMin = -8

// Score tells how well each of the candidates, names of leads in their
// standard spelling, reads within an area of page millimetres, in the order
// of the candidates. It looks closer than Read does, so it also finds names
// that were missed on the whole sheet. The text must stand upright.
func Score(ctx context.Context, s *ink.Sheet, x0, y0, x1, y1 float64, candidates []string, opt Options) ([]WordScore, error) {
	_, hi := opt.heights()
	p, err := newPage(s.Crop(x0-2*hi, y0-hi, x1+2*hi, y1+hi), opt.Workers)
	if err != nil {
		return nil, err
	}
	t := &Text{p: p, opt: opt}
	return t.Score(ctx, x0, y0, x1, y1, candidates)
}

// Score is like the function of this name, on a sheet that has been read: the
// names found so far tell in which size to look.
func (t *Text) Score(ctx context.Context, x0, y0, x1, y1 float64, candidates []string) ([]WordScore, error) {
	near := &Text{p: t.p, opt: t.opt}
	for _, l := range t.lines {
		if l[0].y > y0-10 && l[0].y < y1+10 && l[0].x < x1+20 && l[len(l)-1].x > x0-20 {
			near.lines = append(near.lines, l)
		}
	}
	for _, h := range t.nameHeights() {
		near.add(t.p.anywhere(h, box{x0, y0, x1, y1}, scoutLow, t.opt.Workers))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	out := make([]WordScore, len(candidates))
	for i, c := range candidates {
		out[i] = WordScore{Word: Word{Text: c}, LogOdds: LogOddsMin}
	}
	near.readNames()
	sure := sureOf(settle(slices.Clone(t.names)))
	for _, r := range near.names {
		w := r.candidate(sure).Word
		x, y := (w.X0+w.X1)/2, (w.Y0+w.Y1)/2
		if x < x0 || x > x1 || y < y0 || y > y1 {
			continue
		}
		for i, c := range candidates {
			if o := math.Log(w.Score / (1 - w.Score)); c == w.Text && o > out[i].LogOdds {
				out[i] = WordScore{w, o}
			}
		}
	}
	return out, nil
}
