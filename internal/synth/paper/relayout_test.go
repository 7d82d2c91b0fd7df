package paper

import (
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// TestAnyLayoutFitsAnyPage puts layouts on pages that were drawn for others.
func TestAnyLayoutFitsAnyPage(t *testing.T) {
	for _, text := range []string{"12x1", "3x4+3R", "6x2+1R", "1x1:V1"} {
		l, err := ParseLayout(text)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(150) {
			p := RandomPage(chance.Stream(seed, 1)).WithLayout(l)
			if _, err := p.plan(); err != nil || p.Layout.String() != l.String() {
				t.Errorf("%s on page %d: %v", text, seed, err)
			}
		}
	}
}
