package paper

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A Style makes pages as one family of machines and programs does: where the
// words stand, what leads are called, how they are parted, on which paper. It
// copies habits, no artwork.
type Style struct {
	Name string
	// Weight is how often it is met, against the others: most pages come from the
	// carts of hospitals, few from pockets, ambulances and long recordings.
	Weight float64
	// Page draws one page of the style. It is always in range.
	Page func(rng *rand.Rand) Page
}

// Styles lists all styles.
func Styles() []Style {
	return []Style{
		{"muse", 12, museStyle},
		{"cardiosoft", 3, cardiosoftStyle},
		{"pagewriter", 8, pagewriterStyle},
		{"schiller", 3, schillerStyle},
		{"mortara", 3, mortaraStyle},
		{"nihon", 3, nihonStyle},
		{"fukuda", 2, fukudaStyle},
		{"edan", 4, edanStyle},
		{"lifepak", 1.5, lifepakStyle},
		{"kardia", 1, kardiaStyle},
		{"holter", 0.5, holterStyle},
		{"roll", 1.5, rollStyle},
		{"textbook", 2, textbookStyle},
		{"stylus", 2, stylusStyle},
		{"needle", 1, needleStyle},
		{"plot", 4, plotStyle},
		{"plain", 4, plainStyle},
	}
}

// NamedStyle is one of [Styles].
func NamedStyle(name string) (Style, error) {
	var names []string
	for _, s := range Styles() {
		if s.Name == name {
			draw := s.Page
			s.Page = func(rng *rand.Rand) Page { return draw(rng).honest() }
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Style{}, fmt.Errorf("paper: style %q is unknown; want one of %s", name, strings.Join(names, ", "))
}
