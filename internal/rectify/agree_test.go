package rectify

import (
	"math"
	"testing"
)

// carriers is a field whose nodes all have the carrier that f gives, seen in full.
func carriers(f func(i, j int) vec) *field {
	out := newField(1200, 900, 5)
	for n := range out.q {
		out.k[n], out.q[n] = f(n%out.nx, n/out.nx), 0.5
	}
	return out
}

// TestOtherHarmonicsAreGivenUp has a part that was followed by four waves in 5 mm in
// perspective, and one that bends as much as paper may.
func TestOtherHarmonicsAreGivenUp(t *testing.T) {
	usual := func(i, j int) vec { return vec{0.25 * (1 + 0.003*float64(i)), 0.002 * float64(j)} }
	inPart := func(i, j int) bool { return i >= 20 && i < 32 && j >= 15 && j < 24 }
	f := carriers(func(i, j int) vec {
		if inPart(i, j) {
			return usual(i, j).scale(0.8)
		}
		return usual(i, j)
	})
	given, _ := f.agree()
	if want := 12 * 9; given < want*9/10 || given > want*11/10 {
		t.Errorf("%d nodes given up, %d are of another harmonic", given, want)
	}
	if f.q[18*f.nx+25] != 0 || f.q[18*f.nx+5] == 0 {
		t.Error("the wrong nodes were given up")
	}
	curled := carriers(func(i, j int) vec {
		u := (float64(i) - 26) / 5
		return usual(i, j).scale(1 - 0.25*math.Exp(-u*u))
	})
	if given, _ := curled.agree(); given != 0 {
		t.Errorf("%d nodes of curled paper given up", given)
	}
	// Eleven waves for ten differ too little to be given up, but are told.
	near := carriers(func(i, j int) vec {
		if inPart(i, j) {
			return usual(i, j).scale(1.1)
		}
		return usual(i, j)
	})
	if given, strays := near.agree(); given != 0 || strays < 0.02 {
		t.Errorf("%d nodes given up, %.3f strays of eleven waves for ten", given, strays)
	}
}
