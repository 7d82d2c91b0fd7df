package glyph

import (
	"slices"
	"strconv"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// A Time is a time that was read on a sheet: since the start of a recording, or
// of the day.
type Time struct {
	Word
	Seconds int
	// Hours says that hours, minutes and seconds are printed. Of two numbers only
	// what stands beside them tells whether they are minutes and seconds, as
	// Seconds takes them, or hours and minutes.
	Hours bool
}

// timeForms are the printed forms of times, the longest first; 0 stands for any digit.
var timeForms = []string{"00:00:00", "0:00:00", "00:00", "0:00"}

// Times reads the times in a text, the surest first.
func (t *Text) Times() []Time {
	var all []reading
	for nr, l := range t.lines {
		r := reader{p: t.p}
		for _, l := range l.withoutGhosts() {
			for _, form := range timeForms {
				for k := 0; k+len(form) <= len(l); k++ {
					if q, ok := r.time(l, nr, k, form); ok {
						all = append(all, q)
					}
				}
			}
		}
	}
	var out []Time
	for _, r := range settle(all) {
		if w := r.word(); w.Score >= 0.5 {
			sec, _ := seconds(w.Text)
			out = append(out, Time{Word: w, Seconds: sec, Hours: strings.Count(w.Text, ":") == 2})
		}
	}
	return out
}

// ghostGap is the distance of two marks, in heights of a capital, below which one of
// them may be no character: narrow ones, as 1 and the colon are, are read twice at times.
// Digits of a narrow font stand 0.55 apart.
const ghostGap = 0.42

// crowded tells whether mark k stands too close to the one before it.
func (l line) crowded(k int) bool {
	return k > 0 && k < len(l) && l[k].x-l[k-1].x < ghostGap*l[k].h
}

// withoutGhosts is the line as it was read, and without each of the marks that stand
// too close to another.
func (l line) withoutGhosts() []line {
	out := []line{l}
	for k := range l {
		if l.crowded(k) || l.crowded(k+1) {
			out = append(out, slices.Delete(slices.Clone(l), k, k+1))
		}
	}
	return out
}

// time reads a time of some form from line number nr, from mark k on.
func (r *reader) time(l line, nr, k int, form string) (reading, bool) {
	part := l[k : k+len(form)]
	for n := 1; n < len(part); n++ {
		if part.crowded(n) {
			return reading{}, false
		}
	}
	if !part.may(part.digits(form)) {
		return reading{}, false
	}
	s := r.straighten(part)
	w := s.digits(form)
	if _, ok := seconds(w.text); !ok {
		return reading{}, false
	}
	q := s.reading(w)
	q.line, q.from, q.to = nr, k, k+len(form)
	q.left, q.right = l.neighbours(k, k+len(form))
	const alone = 0.5 // probability that a character adjoins, from which a time is a part of more
	if q.left > alone || q.right > alone {
		return reading{}, false
	}
	q.odds = q.judge()
	return q, true
}

// digits is the spelling of a form that is the likeliest for the marks of a line.
func (l line) digits(form string) spelling {
	text := []byte(form)
	for n := range text {
		if text[n] != '0' {
			continue
		}
		for c := byte('1'); c <= '9'; c++ {
			if l[n].logProb(charnet.Class(rune(c))) > l[n].logProb(charnet.Class(rune(text[n]))) {
				text[n] = c
			}
		}
	}
	return spell(string(text), string(text))[0]
}

// seconds is the time that a text such as "1:02:30" stands for; not ok where
// minutes or seconds are beyond 59.
func seconds(text string) (sec int, ok bool) {
	for i, p := range strings.Split(text, ":") {
		v, err := strconv.Atoi(p)
		if err != nil || i > 0 && v > 59 {
			return 0, false
		}
		sec = 60*sec + v
	}
	return sec, true
}
