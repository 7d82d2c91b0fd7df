package paper

import (
	"reflect"
	"strings"
	"testing"
)

// TestStylesPrint prints every style many times.
func TestStylesPrint(t *testing.T) {
	for _, style := range allStyles() {
		if style.Name == "" || !(style.Weight > 0) {
			t.Errorf("style %q has the weight %g", style.Name, style.Weight)
		}
		for seed := range uint64(20) {
			p := style.Page(streamOf(seed))
			s, err := p.Print(silent(p))
			if err != nil {
				t.Errorf("%s %d: %v", style.Name, seed, err)
				continue
			}
			// Small letters need seven rows of pixels or so.
			if px := 0.7 * p.NameMM * s.PxPerMM; !p.NoNames && px < 6 {
				t.Errorf("%s %d: names are %.1f pixels high", style.Name, seed, px)
			}
			for _, b := range s.Boxes {
				if strings.ContainsAny(b.Text, "{}") {
					t.Errorf("%s %d: %q is not filled in", style.Name, seed, b.Text)
				}
				if b.Kind == BoxName && (b.X0 < 0 || b.Y0 < 0 || b.X1 > s.SizeMM[0] || b.Y1 > s.SizeMM[1]) {
					t.Errorf("%s %d: the name %s is not on the paper: %+v", style.Name, seed, b.Text, b)
				}
			}
			if !reflect.DeepEqual(p, style.Page(streamOf(seed))) {
				t.Errorf("%s %d: two pages of one seed", style.Name, seed)
			}
		}
	}
}

// TestStylesDiffer compares what styles print.
func TestStylesDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, style := range Styles() {
		p := style.Page(streamOf(1))
		key := strings.Join([]string{p.Font, p.Layout.String(), string(rune('a' + p.Separator)), string(rune('a' + p.Names.At)), string(rune('a' + p.Pulse))}, " ")
		if other, ok := seen[key]; ok {
			t.Errorf("%s and %s print alike: %s", style.Name, other, key)
		}
		seen[key] = style.Name
		if again, err := NamedStyle(style.Name); err != nil || again.Name != style.Name {
			t.Errorf("%s is %q by its name, %v", style.Name, again.Name, err)
		}
	}
	if _, err := NamedStyle("rococo"); err == nil || !strings.Contains(err.Error(), "muse") {
		t.Errorf("an unknown style: %v", err)
	}
}

// TestRandomPagesVary counts what many seeds draw.
func TestRandomPagesVary(t *testing.T) {
	layouts, fonts, kinds, separators := map[string]bool{}, map[string]bool{}, map[GridKind]bool{}, map[Separator]bool{}
	edges, places, pulses, sizes := map[EdgeKind]bool{}, map[NamePlace]bool{}, map[PulseSide]bool{}, map[bool]int{}
	for seed := range uint64(600) {
		p := RandomPage(streamOf(seed))
		if _, err := p.plan(); err != nil {
			t.Fatalf("%d: %v", seed, err)
		}
		layouts[p.Layout.String()], fonts[p.Font], kinds[p.Grid.Kind], separators[p.Separator] = true, true, true, true
		edges[p.Edge.Kind], places[p.Names.At], pulses[p.Pulse] = true, true, true
		sizes[p.PaperMM[0] > p.PaperMM[1]]++
	}
	if len(layouts) < 40 || len(fonts) < 20 || len(kinds) != int(numGridKinds) || len(separators) != int(numSeparators) ||
		len(edges) != int(numEdges) || len(places) != int(numNamePlaces) || len(pulses) != int(numPulseSides) {
		t.Errorf("%d layouts, %d fonts, %d grids, %d separators, %d edges, %d places of names, %d of pulses",
			len(layouts), len(fonts), len(kinds), len(separators), len(edges), len(places), len(pulses))
	}
	if sizes[false] < 20 || sizes[true] < 300 {
		t.Errorf("%d pages upright, %d across", sizes[false], sizes[true])
	}
}

func TestNamesOfLeads(t *testing.T) {
	for kind, want := range map[NameKind]string{
		NamesUsual: "II aVR -aVR V3 V4R", NamesUpper: "II AVR -AVR V3 V4R", NamesLower: "II avr -avr v3 v4r", NamesD: "D2 aVR -aVR V3 V4R",
		NamesDRoman: "DII aVR -aVR V3 V4R", NamesC: "II aVR -aVR C3 C4R", NamesDigits: "2 aVR -aVR V3 V4r", NamesLead: "Lead II aVR -aVR V3 V4R",
	} {
		var got []string
		for _, lead := range []string{"II", "aVR", "-aVR", "V3", "V4R"} {
			got = append(got, kind.Called(lead))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("kind %d: %s, want %s", kind, s, want)
		}
	}
}

// TestDrawnFontsHaveLetters checks that each letter has strokes of its own.
func TestDrawnFontsHaveLetters(t *testing.T) {
	seen := map[string]rune{}
	for r := '!'; r <= 'z'; r++ {
		s := glyphStrokes(r)
		if strings.ContainsRune("$&@^`;{}", r) || r == ';' {
			continue
		}
		if s == "" {
			t.Errorf("%q has no strokes", r)
		}
		if other, ok := seen[s]; ok && s != "" && !strings.ContainsRune("0O", r) {
			t.Errorf("%q looks like %q", r, other)
		}
		seen[s] = r
	}
	dots, advance := needleDots("I")
	if len(dots) != 1 || len(dots[0]) != 11 || advance != glyphAdvance {
		t.Errorf("I has %v and is %g wide, want seven dots and two on either side of both ends", dots, advance)
	}
}
