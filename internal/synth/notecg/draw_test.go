package notecg

import (
	"bytes"
	"image"
	"math"
	"runtime"
	"strings"
	"testing"
)

// seeds is how many to try: n, or two with -short.
func seeds(n uint64) uint64 {
	if testing.Short() {
		return 2
	}
	return n
}

func mustDraw(t *testing.T, k Kind, seed uint64, w, h int) *image.NRGBA {
	t.Helper()
	m, err := Draw(k, seed, w, h)
	if err != nil {
		t.Fatalf("Draw(%s, %d, %d, %d): %v", k, seed, w, h, err)
	}
	if m.Rect != image.Rect(0, 0, w, h) {
		t.Fatalf("Draw(%s, %d, %d, %d): bounds are %v", k, seed, w, h, m.Rect)
	}
	return m
}

// TestEqualArgumentsGiveEqualBytes draws with one thread and with several.
func TestEqualArgumentsGiveEqualBytes(t *testing.T) {
	for _, k := range Kinds() {
		for seed := range seeds(4) {
			old := runtime.GOMAXPROCS(1)
			a := mustDraw(t, k, seed, 331, 257)
			runtime.GOMAXPROCS(3)
			b := mustDraw(t, k, seed, 331, 257)
			runtime.GOMAXPROCS(old)
			if !bytes.Equal(a.Pix, b.Pix) {
				t.Errorf("%s, seed %d: two pictures from the same arguments differ", k, seed)
			}
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	for _, k := range Kinds() {
		seen := make(map[string]uint64)
		for seed := range seeds(8) {
			m := string(mustDraw(t, k, seed, 160, 120).Pix)
			if other, ok := seen[m]; ok {
				t.Errorf("%s: seeds %d and %d give the same picture", k, other, seed)
			}
			seen[m] = seed
		}
	}
}

// TestPicturesShowSomething wants grey levels to vary, and no pixel to be
// transparent.
func TestPicturesShowSomething(t *testing.T) {
	for _, k := range Kinds() {
		for seed := range seeds(10) {
			m := mustDraw(t, k, seed, 400, 300)
			var sum, sum2 float64
			for i := 0; i < len(m.Pix); i += 4 {
				if m.Pix[i+3] != 255 {
					t.Fatalf("%s, seed %d: pixel %d is not opaque", k, seed, i/4)
				}
				v := 0.3*float64(m.Pix[i]) + 0.6*float64(m.Pix[i+1]) + 0.1*float64(m.Pix[i+2])
				sum += v
				sum2 += v * v
			}
			n := float64(len(m.Pix) / 4)
			if sd := math.Sqrt(sum2/n - sum/n*sum/n); sd < 1.5 {
				t.Errorf("%s, seed %d: grey levels vary by %.2f only", k, seed, sd)
			}
		}
	}
}

func TestOddSizes(t *testing.T) {
	for _, k := range Kinds() {
		for _, s := range [][2]int{{64, 64}, {64, 401}, {65, 67}, {1031, 64}, {255, 257}, {513, 256}} {
			for seed := range seeds(3) {
				mustDraw(t, k, seed, s[0], s[1])
			}
		}
	}
}

func TestLargest(t *testing.T) {
	if testing.Short() {
		t.Skip("large")
	}
	mustDraw(t, RuledPaper, 1, MaxSide, 70)
	mustDraw(t, LineChart, 1, 70, MaxSide)
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		w, h int
		want string
	}{
		{Table, MinSide - 1, 100, "want 64 to 8000"},
		{Table, 100, MinSide - 1, "want 64 to 8000"},
		{Table, MaxSide + 1, 100, "want 64 to 8000"},
		{Table, 100, MaxSide + 1, "want 64 to 8000"},
		{Table, -100, -100, "want 64 to 8000"},
		{Table, math.MaxInt, math.MaxInt, "want 64 to 8000"},
		{"ecg", 100, 100, "unknown"},
		{"", 100, 100, "unknown"},
	} {
		m, err := Draw(c.kind, 1, c.w, c.h)
		if m != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Draw(%q, 1, %d, %d) = %v, %v; want an error with %q", c.kind, c.w, c.h, m, err, c.want)
		}
	}
}

func TestKinds(t *testing.T) {
	all := Kinds()
	seen := make(map[Kind]bool)
	for _, k := range all {
		if seen[k] || k == "" || strings.ToLower(string(k)) != string(k) {
			t.Errorf("kind %q is listed twice or badly named", k)
		}
		seen[k] = true
	}
	if len(all) < 20 {
		t.Errorf("%d kinds only", len(all))
	}
	all[0] = "changed"
	if Kinds()[0] == "changed" {
		t.Error("Kinds gives out its own list")
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, k := range Kinds() {
		b.Run(string(k), func(b *testing.B) {
			for i := range b.N {
				if _, err := Draw(k, uint64(i), 1200, 900); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
