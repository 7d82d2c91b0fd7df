//go:build !noasm

package kernel

import (
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/cpu"
)

// TestMain lets tests take the processor for one with AVX-512 and VNNI when
// EINTHOVEN_EMULATED is set, for the emulator in folder emulate: without it such
// tests end with an illegal instruction.
func TestMain(m *testing.M) {
	if os.Getenv("EINTHOVEN_EMULATED") != "" {
		cpu.X86.HasAVX512F, cpu.X86.HasAVX512VNNI, cpu.X86.HasAVX512VBMI2 = true, true, true
	}
	os.Exit(m.Run())
}

// TestChoice takes the processor for others. All flags but the first are false
// where the system does not save the registers.
func TestChoice(t *testing.T) {
	x := &cpu.X86
	was := *x
	defer func() { *x = was }()
	for _, c := range []struct {
		processor              string
		avx2, fma, f, vnni, v2 bool
		want                   string
	}{
		{"Sandy Bridge", false, false, false, false, false, "portable"},
		{"AVX2 without FMA", true, false, false, false, false, "portable"},
		{"Haswell", true, true, false, false, false, "avx2 portable"},
		{"Skylake server", true, true, true, false, false, "avx2 portable"},
		{"Cascade Lake", true, true, true, true, false, "avx2 portable"},
		{"Ice Lake or Zen 4", true, true, true, true, true, "avx512 avx2 portable"},
		{"foundation hidden", true, true, false, true, true, "avx2 portable"},
		{"VNNI hidden", true, true, true, false, true, "avx2 portable"},
	} {
		x.HasAVX2, x.HasFMA = c.avx2, c.fma
		x.HasAVX512F, x.HasAVX512VNNI, x.HasAVX512VBMI2 = c.f, c.vnni, c.v2
		var names []string
		for _, k := range available() {
			names = append(names, k.Name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.processor, got, c.want)
		}
		if Best() == nil || Best().Name != names[0] {
			t.Errorf("%s: the best is not the first of %v", c.processor, names)
		}
	}
}

// TestWideOnlyWhereNamed wants instructions of AVX-512 in functions that are
// named so only, and such functions in no other implementation.
func TestWideOnlyWhereNamed(t *testing.T) {
	text, err := os.ReadFile("kernel_amd64.s")
	must(t, err)
	// What only EVEX encodes: 512 bits, registers from 16 on, masks, suffixes.
	wide := regexp.MustCompile(`\bZ\d+\b|\b[XY](?:1[6-9]|2\d|3[01])\b|\bK[0-7]\b|\t[A-Z0-9]+\.[A-Z]|\bVPDP`)
	named := 0
	for _, f := range strings.Split(string(text), "\nTEXT ·")[1:] {
		name, body, _ := strings.Cut(f, "(SB)")
		at := wide.FindString(body)
		if strings.HasSuffix(name, "AVX512") {
			named++
			if at == "" || !strings.Contains(body, "VZEROUPPER\n\tRET") {
				t.Errorf("%s has no instruction of AVX-512, or returns with wide registers in use", name)
			}
		} else if at != "" {
			t.Errorf("%s has an instruction of AVX-512: %q", name, at)
		}
	}
	if n := functions(avx512(), "AVX512"); n != named {
		t.Errorf("avx512 has %d of %d functions", n, named)
	}
	if n := functions(avx2(), "AVX512") + functions(Portable(), "AVX512"); n != 0 {
		t.Errorf("avx2 or portable have %d functions for AVX-512", n)
	}
}

// functions counts the parts of an implementation whose name ends so.
func functions(k *Kernels, suffix string) (n int) {
	s := reflect.ValueOf(k).Elem()
	for i := range s.NumField() {
		n += namedSo(s.Field(i), suffix)
	}
	return n
}

func namedSo(f reflect.Value, suffix string) (n int) {
	switch {
	case f.Kind() == reflect.Array:
		for i := range f.Len() {
			n += namedSo(f.Index(i), suffix)
		}
	case f.Kind() == reflect.Func && !f.IsNil():
		if strings.HasSuffix(strings.TrimSuffix(runtime.FuncForPC(f.Pointer()).Name(), ".abi0"), suffix) {
			n++
		}
	}
	return n
}

// TestSameBits wants the same bits from AVX-512 as from AVX2, which sum in the
// same order, so that what is read does not depend on the processor.
func TestSameBits(t *testing.T) {
	if Best().Name != "avx512" {
		t.Skip("no AVX-512 here; folder emulate runs this test")
	}
	for i, p := range convTable {
		want := newConvCase(t, avx2(), p, uint64(i)).all()
		for j, got := range newConvCase(t, avx512(), p, uint64(i)).all() {
			if !bitwise(got, want[j]) {
				t.Errorf("%s: result %d differs", name(p), j)
			}
		}
	}
	for i, p := range winogradTable {
		for _, tile := range tiles(p) {
			want := (&arena{t: t}).winogradCase(avx2(), p, tile, uint64(i))
			got := (&arena{t: t}).winogradCase(avx512(), p, tile, uint64(i))
			then := Epilogue{Add: got.add, ReLU: true}
			if !bitwise(got.run(nil, then), want.run(nil, then)) {
				t.Errorf("%s: Winograd %d differs", name(p), tile)
			}
		}
	}
}

// TestSameBitsWinograd wants so of the parts of Winograd's method by themselves,
// with numbers of pixels that need tiles of every height.
func TestSameBitsWinograd(t *testing.T) {
	if Best().Name != "avx512" {
		t.Skip("no AVX-512 here; folder emulate runs this test")
	}
	const quads, inRow, step = 4, 10 * Block, 3 * Block
	rng, both := rand.New(rand.NewPCG(3, 4)), []*Kernels{avx2(), avx512()}
	a := &arena{t: t}
	in, w, bias := a.random(rng, tileCounts*Block+40+4*quads), a.random(rng, 3*quads*4*Block), a.random(rng, Block)
	for count := 1; count <= tileCounts; count++ {
		for _, more := range []bool{false, true} {
			old := a.random(rng, tileCounts*Block)
			var out [2][]float32
			for i, k := range both {
				out[i] = slices.Clone(old)
				k.multiply(out[i], in, w, []int{40, 0, 3}, quads, count, more)
			}
			if !bitwise(out[1], out[0]) {
				t.Errorf("%d pixels, more %t: products differ", count, more)
			}
		}
	}
	for i := range transforms(avx2()) {
		in, add := a.random(rng, 10*inRow), a.random(rng, 49*step)
		for _, add := range [][]float32{nil, add} {
			var out [2][]float32
			for j, k := range both {
				f, from := transforms(k)[i], slices.Clone(in)
				if out[j] = make([]float32, 49*step); f.spread != nil {
					f.spread(out[j], from, inRow, step)
				} else {
					f.gather(out[j], from, bias, add, 2*Block, 5*Block, 0)
				}
			}
			if !bitwise(out[1], out[0]) {
				t.Errorf("transform %d: other bits", i)
			}
		}
	}
}
