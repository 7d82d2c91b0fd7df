package glyph

import (
	"context"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// Names finds the names of leads on a sheet that stands upright, best first.
func Names(ctx context.Context, s *ink.Sheet, opt Options) ([]Word, error) {
	t, err := Read(ctx, s, opt)
	if err != nil {
		return nil, err
	}
	return t.Names(), nil
}

// Names lists the names of leads in a text, best first.
func (t *Text) Names() []Word {
	var out []Word
	for _, c := range t.Candidates() {
		out = append(out, c.Word)
	}
	return t.withDigits(out)
}

// bars tells whether a name consists of upright bars only, as much else does.
func bars(name string) bool { return name == "I" || name == "II" || name == "III" }

// leadForms lists the printed forms of the names of leads.
func leadForms() []spelling {
	out := spell("I", "I")
	out = append(out, spell("II", "II")...)
	out = append(out, spell("III", "III")...)
	for _, c := range []string{"R", "L", "F"} {
		low := map[string]string{"R": "r", "L": "l", "F": "f"}[c]
		out = append(out, spell("aV"+c, "aV"+c, "AV"+c, "aV"+low, "V"+c)...)
	}
	for d := 1; d <= 9; d++ {
		out = append(out, spell(fmt.Sprintf("V%d", d), fmt.Sprintf("V%d", d))...)
		if d <= 6 {
			out = append(out, spell(fmt.Sprintf("V%d", d), fmt.Sprintf("C%d", d))...)
		}
	}
	for d := 3; d <= 6; d++ {
		out = append(out, spell(fmt.Sprintf("V%dR", d), fmt.Sprintf("V%dR", d), fmt.Sprintf("V%dr", d))...)
	}
	out = append(out, spell("-aVR", "-aVR", "-AVR")...)
	out = append(out, spell("MCL1", "MCL1")...)
	for d, roman := range []string{"I", "II", "III"} {
		out = append(out, spell(roman, "D"+roman, fmt.Sprintf("D%d", d+1))...)
	}
	return out
}
