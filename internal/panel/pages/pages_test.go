package pages

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// spec is a plain page of an arrangement.
func spec(t *testing.T, layout string) *synth.Spec {
	t.Helper()
	l, err := paper.ParseLayout(layout)
	if err != nil {
		t.Fatal(err)
	}
	return &synth.Spec{Heart: heart.Heart{Seed: 4, RateBPM: 70}, Page: paper.Page{Layout: l, DPI: 120}}
}

func example(t *testing.T, s *synth.Spec) *Example {
	t.Helper()
	e, err := Of(context.Background(), s, "g", 0)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// run is where a lead is shown: the first sample, and one past the last; it
// fails if there are gaps.
func run(t *testing.T, e *Example, lead int) (lo, hi int) {
	t.Helper()
	m := e.Mask[lead*panel.Samples:][:panel.Samples]
	lo = slices.Index(m, 1)
	if lo < 0 {
		return 0, 0
	}
	for hi = lo; hi < len(m) && m[hi] == 1; hi++ {
	}
	if slices.Contains(m[hi:], 1) {
		t.Errorf("lead %d: the mask has gaps", lead)
	}
	return lo, hi
}

// The mask is what the page shows, the target is the lead in millivolts at a
// thousand samples a second, and nothing is in the target outside of the mask.
func TestTargetsAreWhatIsShown(t *testing.T) {
	s := spec(t, "3x4+1R:II")
	e := example(t, s)
	for lead, want := range map[int][2]int{0: {0, 2500}, 1: {0, 10000}, 3: {2500, 5000}, 6: {5000, 7500}, 11: {7500, 10000}} {
		lo, hi := run(t, e, lead)
		if lo != want[0] || math.Abs(float64(hi-want[1])) > 2 { // the last line ends at the last sample
			t.Errorf("lead %d is shown from %d to %d ms, want %v", lead, lo, hi, want)
		}
	}
	for i, m := range e.Mask {
		if m == 0 && e.Target[i] != 0 {
			t.Fatalf("target %d is %g where the page shows nothing", i, e.Target[i])
		}
	}
	signal, err := s.Heart.Signal(10)
	if err != nil {
		t.Fatal(err)
	}
	per := panel.RateHz / signal.RateHz
	for k := range 1200 { // V1 from 5 s
		at := 6*panel.Samples + 5000 + int(float64(k)*per)
		want := signal.MV[6][int(5*signal.RateHz)+k]
		if e.Mask[at] == 1 && math.Abs(float64(e.Target[at])-want) > 1e-5 {
			t.Fatalf("V1 at sample %d is %g, want %g", at, e.Target[at], want)
		}
	}
}

// Panels of a page that lies on its side, or is bent, show what those of the
// upright page show: the curves lie where they should in 128 x 128.
func TestPanelsStandUpright(t *testing.T) {
	plain := example(t, spec(t, "3x4"))
	for name, pose := range map[string]bend.Pose{"on its side": {RotateDeg: 90}, "upside down": {RotateDeg: 180}, "askew": {RotateDeg: 3}} {
		s := spec(t, "3x4")
		s.Damage.Pose = pose
		e := example(t, s)
		for l := range panel.Leads {
			n := len(e.Input) / panel.Leads
			if r := likeness(plain.Input[l*n:][:n], e.Input[l*n:][:n]); r < 0.7 {
				t.Errorf("%s: lead %d is like its upright panel by %.2f", name, l, r)
			}
		}
	}
}

// likeness is the correlation of the dark pixels.
func likeness(a, b []float32) float64 {
	var sa, sb, aa, bb, ab, n float64
	for i := range a {
		x, y := math.Min(float64(a[i]), 0), math.Min(float64(b[i]), 0)
		sa, sb, aa, bb, ab, n = sa+x, sb+y, aa+x*x, bb+y*y, ab+x*y, n+1
	}
	return (ab - sa*sb/n) / math.Sqrt((aa-sa*sa/n)*(bb-sb*sb/n))
}

func TestRecordedPagesShowTheRecord(t *testing.T) {
	signal, err := heart.Heart{Seed: 9}.Signal(10)
	if err != nil {
		t.Fatal(err)
	}
	for l := range signal.MV { // a lead of one value each
		for i := range signal.MV[l] {
			signal.MV[l][i] = float64(l) / 100
		}
	}
	l, err := paper.ParseLayout("12x1")
	if err != nil {
		t.Fatal(err)
	}
	e, err := Recorded(context.Background(), synth.Recipe{Look: synth.LookClean, Style: "muse", Layout: &l}, 3, signal, "patient 5", 0)
	if err != nil {
		t.Fatal(err)
	}
	if e.Group != "patient 5" {
		t.Errorf("group %q", e.Group)
	}
	for i, m := range e.Mask {
		if want := float32(i/panel.Samples) / 100; m == 1 && math.Abs(float64(e.Target[i]-want)) > 1e-6 {
			t.Fatalf("target %d is %g, want %g", i, e.Target[i], want)
		}
	}
}

func TestPagesWithoutAGridAreSkipped(t *testing.T) {
	s := spec(t, "3x4")
	s.Page.Grid = &paper.Grid{}
	_, err := Of(context.Background(), s, "g", 0)
	if skip := (*SkipError)(nil); !errors.As(err, &skip) {
		t.Errorf("error is %v, want a SkipError", err)
	}
	if _, err := Rendered(context.Background(), synth.Recipe{Look: "painted"}, 1, 0); err == nil || errors.As(err, new(*SkipError)) {
		t.Errorf("an unknown look gives %v, want an error that is no skip", err)
	}
}

func TestSameSeedSameNumbers(t *testing.T) {
	r := synth.Recipe{Look: synth.LookScan}
	a, err := Rendered(context.Background(), r, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Rendered(context.Background(), r, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Input, b.Input) || !slices.Equal(a.Target, b.Target) || !slices.Equal(a.Mask, b.Mask) || a.Group != b.Group {
		t.Error("one and three workers differ")
	}
}

func BenchmarkRendered(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		if _, err := Rendered(context.Background(), synth.Recipe{Look: synth.LookClean}, uint64(i), 0); err != nil && !errors.As(err, new(*SkipError)) {
			b.Fatal(err)
		}
	}
}
