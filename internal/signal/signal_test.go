package signal

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/trace"
)

// printedOf are all leads of a heart as exact stretches.
func printedOf(t *testing.T) []Printed {
	t.Helper()
	s, err := heart.Heart{Seed: 8, MuscleMV: 0.01}.Signal(10)
	if err != nil {
		t.Fatal(err)
	}
	var ps []Printed
	for i, n := range heart.LeadNames() {
		ps = append(ps, Printed{Name: n, NameFrom: layout.NameFromText, MV: s.MV[i], Sigma: 0.001})
	}
	return ps
}

func TestRelations(t *testing.T) {
	r := Join(printedOf(t))
	if len(r.Checks.Relations) != 3 {
		t.Fatalf("%d relations", len(r.Checks.Relations))
	}
	for _, x := range r.Checks.Relations {
		if x.RMSuV > 0.01 || x.SNR < 55 || math.Abs(x.Seconds-10) > 0.01 {
			t.Errorf("%s: %.3f uV, %.1f dB over %.1f s", x.Name, x.RMSuV, x.SNR, x.Seconds)
		}
	}
	// An offset of a lead is no contradiction, a swap is.
	ps := printedOf(t)
	ps[0].MV = slices.Clone(ps[0].MV)
	for i := range ps[0].MV {
		ps[0].MV[i] += 0.3
	}
	if r := Join(ps); r.Checks.RelationSNR < 55 {
		t.Errorf("an offset: %.1f dB", r.Checks.RelationSNR)
	}
	ps = printedOf(t)
	ps[3].Name, ps[4].Name = "aVL", "aVR"
	ps[0].Name, ps[2].Name = "III", "I"
	r = Join(ps)
	for _, x := range r.Checks.Relations {
		if want := x.Name == "II=2/3(aVF-aVR)"; (x.SNR < 10) != want {
			t.Errorf("swapped: %s %.1f dB", x.Name, x.SNR)
		}
	}
	// A known error gives its size: white noise of 20 uV in one lead.
	ps = printedOf(t)
	ps[1].MV = slices.Clone(ps[1].MV)
	for i := range ps[1].MV {
		ps[1].MV[i] += 0.02 * math.Sqrt2 * math.Sin(float64(i)*0.7)
	}
	if x := Join(ps).Checks.Relations[0]; math.Abs(x.RMSuV-20) > 0.2 {
		t.Errorf("20 uV are %.2f uV", x.RMSuV)
	}
}

// TestResamplePhase compares a resampled sine with the sine itself: the phase
// must be exact, and the level away from the ends good to 80 dB.
func TestResamplePhase(t *testing.T) {
	for _, to := range []float64{250, 500, 1000, 360, 100} {
		const f = 17.0
		v := make([]float64, 3000)
		for i := range v {
			v[i] = math.Sin(2 * math.Pi * f * float64(i) / Base)
		}
		out := Resample(v, Base, to)
		if want := int(math.Floor(float64(len(v)-1)/Base*to+1e-9)) + 1; len(out) != want {
			t.Errorf("to %g: %d samples, want %d", to, len(out), want)
		}
		worst := 0.0
		margin := int(0.4 * to)
		for k := margin; k < len(out)-margin; k++ {
			worst = max(worst, math.Abs(out[k]-math.Sin(2*math.Pi*f*float64(k)/to)))
		}
		if worst > 2e-4 {
			t.Errorf("to %g: off by %.2g", to, worst)
		}
	}
}

func TestResampleGaps(t *testing.T) {
	v := make([]float64, 1000)
	for i := range v {
		v[i] = 1
	}
	for i := 400; i < 600; i++ {
		v[i] = math.NaN()
	}
	out := Resample(v, 500, 250)
	for k, x := range out {
		if gap := k >= 200 && k < 300; gap != math.IsNaN(x) || !gap && math.Abs(x-1) > 1e-3 {
			t.Fatalf("sample %d is %g", k, x)
		}
	}
	if Resample(nil, 500, 250) != nil {
		t.Error("nothing became something")
	}
}

// A column that was placed 30 ms too early or late follows the strip that repeats one of
// its leads, and one that shows another curve stays.
func TestColumnsFollowStrips(t *testing.T) {
	beat := func(i int) float64 { // narrow, so that 30 ms matter
		u := float64(i%400-200) / 8
		return math.Exp(-u*u) - 0.3*math.Exp(-(u-3)*(u-3))
	}
	curve := func(n, from int, f func(int) float64) part {
		p := part{v: make([]float64, n), sigma: make([]float64, n), start: from}
		for i := range p.v {
			p.v[i], p.sigma[i] = f(from+i), 0.01
		}
		return p
	}
	for _, off := range []int{-15, 0, 15} {
		strip := curve(5000, 0, beat)
		strip.cell = layout.Cell{Lead: "V1", Strip: true}
		cell := curve(1250, 2500, func(i int) float64 { return beat(i + off) })
		cell.cell = layout.Cell{Lead: "V1", Column: 2}
		other := curve(1250, 2500, func(i int) float64 { return -beat(i + off) })
		other.cell = layout.Cell{Lead: "V2", Column: 2}
		away := curve(1250, 1250, beat)
		away.cell = layout.Cell{Lead: "aVR", Column: 1}
		parts := []part{away, cell, other, strip}
		alignColumns(parts)
		for k, want := range []int{1250, 2500 + off, 2500 + off, 0} {
			if parts[k].start != want {
				t.Errorf("%d samples off: %s starts at %d, want %d", off, parts[k].cell.Lead, parts[k].start, want)
			}
		}
	}
	strip := curve(5000, 0, beat)
	strip.cell = layout.Cell{Lead: "V1", Strip: true}
	strange := curve(1250, 2500, func(i int) float64 { return math.Sin(float64(i) / 20) })
	strange.cell = layout.Cell{Lead: "V1", Column: 2}
	parts := []part{strange, strip}
	if alignColumns(parts); parts[0].start != 2500 {
		t.Errorf("a curve of another kind was moved to %d", parts[0].start)
	}
	// What would lie before the page's first sample is lost.
	p := curve(100, 5, beat)
	p.bridged = make([]bool, 100)
	if p.move(-15); p.start != 0 || len(p.v) != 90 || len(p.sigma) != 90 || len(p.bridged) != 90 || p.v[0] != beat(15) {
		t.Errorf("moved before the start: %d samples from %d", len(p.v), p.start)
	}
}

func TestMerge(t *testing.T) {
	wave := func(n, from int, offset float64) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = math.Sin(float64(from+i)/20) + offset
		}
		return v
	}
	constant := func(n int, s float64) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = s
		}
		return v
	}
	long := part{cell: layout.Cell{Lead: "II", Strip: true}, v: wave(2000, 0, 0), sigma: constant(2000, 0.02)}
	short := part{cell: layout.Cell{Lead: "II", NameFrom: "text"}, v: wave(500, 300, 0.2), sigma: constant(500, 0.01), start: 300}
	for i := 400; i < 420; i++ { // read by the short one only
		long.v[i] = math.NaN()
	}
	l := merge([]*part{&short, &long}, 2000)
	for i, v := range l.Samples {
		if math.Abs(v-math.Sin(float64(i)/20)) > 1e-9 {
			t.Fatalf("sample %d: %g", i, v)
		}
	}
	if !l.Strip || l.NameFrom != "text" || l.Coverage != 1 || len(l.Flags) > 0 {
		t.Errorf("merged: %+v", Lead{Strip: l.Strip, NameFrom: l.NameFrom, Coverage: l.Coverage, Flags: l.Flags})
	}
	// Precision adds up: 1/0.02² + 1/0.01².
	if want := 1 / math.Sqrt(1/0.0004+1/0.0001); math.Abs(l.Sigma[500]-want) > 1e-5 {
		t.Errorf("sigma %g, want %g", l.Sigma[500], want)
	}
	// A strip that shows something else than the lead's own cell fills only what
	// the cell lacks.
	other := short
	other.v = wave(500, 330, 0)
	l = merge([]*part{&long, &other}, 2000)
	if !slices.Contains(l.Flags, "printings_differ") {
		t.Error("not flagged")
	}
	if v := l.Samples[500]; math.Abs(v-other.at(500)) > 1e-9 {
		t.Errorf("sample 500 became %g", v)
	}
	// The strip has been moved to the cell's level, by the median difference.
	if d := l.Samples[1500] - math.Sin(75) - (l.Samples[1000] - math.Sin(50)); math.Abs(d) > 1e-9 {
		t.Errorf("the strip is not moved as a whole: %g", d)
	}
}

// Two readings of one curve buried in noise do not correlate, and are not said to
// differ; another curve is.
func TestNoisyPrintingsDoNotDiffer(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	read := func(sigma, phase float64) *part {
		p := &part{cell: layout.Cell{Lead: "II"}, v: make([]float64, 1000), sigma: make([]float64, 1000)}
		for i := range p.v {
			p.v[i] = 0.05*math.Sin(float64(i)/20+phase) + sigma*r.NormFloat64()
			p.sigma[i] = sigma
		}
		return p
	}
	for _, sigma := range []float64{0.001, 0.03, 0.1} {
		if l := merge([]*part{read(sigma, 0), read(sigma, 0)}, 1000); len(l.Flags) > 0 {
			t.Errorf("noise of %g mV: %v", sigma, l.Flags)
		}
	}
	for _, sigma := range []float64{0.001, 0.03} {
		if l := merge([]*part{read(sigma, 0), read(sigma, 1.2)}, 1000); !slices.Contains(l.Flags, FlagDiffer) {
			t.Errorf("noise of %g mV: another curve is not told", sigma)
		}
	}
}

func TestUnion(t *testing.T) {
	got := union([][2]float64{{5, 7}, {0, 2.5}, {2.5, 5}, {8, 9}, {8.5, 8.7}})
	if want := [][2]float64{{0, 7}, {8, 9}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestZeroLine(t *testing.T) {
	// A resting line at 50 mm with beats of 10 mm upwards.
	y := make([]float64, 1250)
	for i := range y {
		y[i] = 50 + 0.05*math.Sin(float64(i))
		if i%400 < 25 {
			y[i] = 40
		}
	}
	curve := trace.Curve{Y: y, Sigma: make([]float64, len(y))}
	for _, c := range []struct {
		name string
		zero float64
		gain float64
		from string
		rest float64 // mV
	}{
		{"no pulse", math.NaN(), 10, "isoelectric", 0},
		{"pulse", 50.5, 10, "pulse", 0.05},
		{"pulse, half gain", 50.5, 5, "pulse", 0.1},
		{"pulse of another row", 70, 10, "isoelectric", 0},
	} {
		p := newPart(layout.Cell{Lead: "I", Gain: c.gain, Zero: c.zero}, curve)
		if p.zeroFrom != c.from || math.Abs(median(p.v)-c.rest) > 0.01 {
			t.Errorf("%s: from %s, rests at %.3f mV", c.name, p.zeroFrom, median(p.v))
		}
		if h := slices.Max(p.v) - median(p.v); math.Abs(h-10/c.gain) > 0.01 {
			t.Errorf("%s: beats of %.3f mV, want %.1f", c.name, h, 10/c.gain)
		}
		inv := newPart(layout.Cell{Lead: "aVR", Gain: c.gain, Zero: c.zero, Inverted: true}, curve)
		for i := range p.v {
			if p.v[i] != -inv.v[i] {
				t.Fatalf("%s: inverted sample %d is %g, not %g", c.name, i, inv.v[i], -p.v[i])
			}
		}
	}
	if !math.IsNaN(isoelectric(nil)) {
		t.Error("nothing rests somewhere")
	}
}

func TestPlausibility(t *testing.T) {
	r := Join(printedOf(t))
	if len(r.Checks.Implausible) > 0 || !r.Looks.ECG || math.Abs(r.Checks.Rate-72) > 3 {
		t.Errorf("%v, ECG %v, rate %.1f", r.Checks.Implausible, r.Looks.ECG, r.Checks.Rate)
	}
	ps := printedOf(t)
	for i := range ps {
		ps[i].MV = slices.Clone(ps[i].MV)
		for k := range ps[i].MV {
			ps[i].MV[k] *= 20
		}
	}
	if r := Join(ps); len(r.Checks.Implausible) == 0 {
		t.Error("waves of 20 mV are plausible")
	}
}

func TestBeats(t *testing.T) {
	v := heartLike(5000, 0, 75, 1, 0, rand.New(rand.NewPCG(1, 1)))
	at := beats(activity(v))
	if len(at) != 12 && len(at) != 13 {
		t.Fatalf("%d beats in 10 s at 75 a minute", len(at))
	}
	for i := 1; i < len(at)-1; i++ { // the last may be cut
		if d := at[i] - at[i-1]; d < 395 || d > 405 {
			t.Errorf("beats %d and %d are %d samples apart, want 400", i-1, i, d)
		}
	}
	if beats(make([]float64, 50)) != nil || beats(make([]float64, 5000)) != nil {
		t.Error("beats where nothing moves")
	}
}
