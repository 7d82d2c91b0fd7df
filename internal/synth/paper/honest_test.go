package paper

import (
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// TestPagesShowTheirScales looks for pages whose scales or leads nobody could know.
func TestPagesShowTheirScales(t *testing.T) {
	unusual, bare, nameless := 0, 0, 0
	for seed := range uint64(600) {
		p, err := RandomPage(chance.Stream(seed, 1)).withDefaults()
		if err != nil {
			t.Fatal(err)
		}
		var words strings.Builder
		words.WriteString(p.Footer)
		for i := range p.Items {
			words.WriteString(strings.Join(p.Items[i].Lines, " "))
		}
		text := words.String()
		says := strings.Contains(text, "mm/mV") || strings.Contains(text, "{gain}") || strings.Contains(text, "{chest}")
		if p.NoNames {
			nameless++
			cells, twelve := p.Layout.cells(), heart.LeadNames()
			other := func(lead string) bool { return lead != "II" }
			if !slices.Equal(cells, twelve[:]) && slices.ContainsFunc(cells, other) {
				t.Errorf("page %d shows %v without a name", seed, p.Layout)
			}
		}
		if p.ChestMMPerMV != p.GainMMPerMV {
			unusual++
			if !says {
				t.Errorf("page %d hides that chest leads have %g mm/mV, others %g", seed, p.ChestMMPerMV, p.GainMMPerMV)
			}
		}
		if p.SpeedMMPerS != 25 && !strings.Contains(text, "mm/s") && !strings.Contains(text, "{speed}") {
			t.Errorf("page %d hides its %g mm/s", seed, p.SpeedMMPerS)
		}
		if p.Grid.FineMM == 0 && p.Grid.BoldMM == 0 && p.Pulse == PulseNone {
			bare++
			if !says || !strings.Contains(text, "mm/s") && !strings.Contains(text, "{speed}") {
				t.Errorf("page %d has no grid, no pulse and no word of its scales", seed)
			}
		}
		if p.GainMMPerMV != 10 && p.Pulse == PulseNone && !says {
			t.Errorf("page %d hides its %g mm/mV", seed, p.GainMMPerMV)
		}
	}
	if unusual == 0 {
		t.Error("no page has two gains")
	}
	if nameless == 0 {
		t.Error("no page is without names")
	}
	if bare == 0 {
		t.Error("no page is without grid and pulse")
	}
}
