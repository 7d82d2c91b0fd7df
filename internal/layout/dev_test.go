package layout

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// shared is where the development sets lie.
const shared = "../../../shared/data"

// sheetFrom reads a picture up to the flattened sheet.
func sheetFrom(t testing.TB, file string) (*ink.Sheet, *rectify.Map) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	doc, err := page.Open(ctx, data, page.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := doc.Page(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := rectify.Find(ctx, p, rectify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := ink.Sample(ctx, p, m, ink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, m
}

// TestRealPages compares the arrangement of real pages with a reading by eye.
// Pages that do not stand upright are left out: turning them comes before this
// room, and so is what is no paper.
func TestRealPages(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(shared, "real-unlabelled", "LAYOUTS.tsv"))
	if err != nil {
		t.Skip("the development sets are not here")
	}
	if testing.Short() {
		t.Skip("reads 27 pages")
	}
	right, twelve := 0, 0
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		f := strings.Split(line, "\t")
		file, is12, want := f[0], f[1] == "yes", strings.Fields(f[2])[0]
		if strings.Contains(file, "-rot") || strings.Contains(f[6]+f[7], "screen") && !is12 {
			continue // a screen has no paper: refused before this room
		}
		s, m := sheetFrom(t, filepath.Join(shared, "real-unlabelled", file))
		l, err := Find(context.Background(), s, m, Options{})
		got := ""
		if err == nil {
			got = l.Name
		}
		if !is12 {
			// What is no twelve-lead page must not pass for one. Screens are
			// refused by their curves, after this room.
			if got != want {
				t.Logf("%s: %s (margin %.1f), not a page of twelve leads: %s", file, got, l.Margin, want)
			}
			if got != want && !strings.Contains(f[7], "screen") && l.GridRows*l.Columns == 12 {
				t.Errorf("%s passes for a page of twelve leads", file)
			}
			continue
		}
		twelve++
		if got == want {
			right++
			continue
		}
		t.Logf("%s: %s, want %s (%v)", file, got, want, err)
	}
	t.Logf("%d of %d pages of twelve leads have the right arrangement", right, twelve)
	const floor = 0.95 // issue 8
	if float64(right) < floor*float64(twelve) {
		t.Errorf("less than %.0f %%", 100*floor)
	}
}

// BenchmarkFind times the room on a page of 2200 x 1700 pixels.
func BenchmarkFind(b *testing.B) {
	file := filepath.Join(shared, "kit-clean", "kit-clean-10.png")
	if f := os.Getenv("LAYOUT_PICTURE"); f != "" {
		file = f
	}
	if _, err := os.Stat(file); err != nil {
		b.Skip("the development sets are not here")
	}
	s, m := sheetFrom(b, file)
	b.ResetTimer()
	for range b.N {
		if _, err := Find(context.Background(), s, m, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
