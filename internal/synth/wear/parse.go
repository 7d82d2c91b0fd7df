package wear

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// middling is the strength of damage that is named without one.
const middling = 0.5

// Parse draws the damage that a list asks for, as "stain=0.7,fold,tape": kinds,
// with their strengths. One named twice comes twice.
func Parse(list string, rng *rand.Rand, sizeMM [2]float64) (Wear, error) {
	var out Wear
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		name, value, given := strings.Cut(item, "=")
		strength := middling
		if given {
			var err error
			if strength, err = strconv.ParseFloat(value, 64); err != nil {
				return Wear{}, fmt.Errorf("wear: strength of %s is %q, want 0 to 1", name, value)
			}
		}
		w, err := Draw(name, strength, rng, sizeMM)
		if err != nil {
			return Wear{}, err
		}
		out = Merge(out, w)
	}
	return out, nil
}
