package pth

import (
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pickle"
)

// dict makes a dict of keys and values in turn.
func dict(all ...any) *pickle.Dict {
	d := &pickle.Dict{}
	for i := 0; i < len(all); i += 2 {
		d.Items = append(d.Items, pickle.Item{Key: all[i], Value: all[i+1]})
	}
	return d
}

// TestNested wants tensors of dicts in dicts to be found, and all that is left out
// to be named.
func TestNested(t *testing.T) {
	v := &view{storage: &storage{dtype: weights.F32}}
	c, views, err := stateDict(dict("epoch", int64(3), "model", dict("a", dict("w", v, "deep", dict("x", v)), "b", v, "n", 1.5, int64(7), v)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range c.Set.Tensors {
		names = append(names, s.Name)
	}
	if want := []string{"a.w", "a.deep.x", "b"}; !slices.Equal(names, want) || len(views) != len(want) {
		t.Errorf("tensors %q, want %q", names, want)
	}
	if c.Wrapper != "model" || !slices.Equal(c.Beside, []string{"epoch"}) || !slices.Equal(c.Skipped, []string{"n", "(int64)"}) {
		t.Errorf("under %q, beside %q, skipped %q", c.Wrapper, c.Beside, c.Skipped)
	}
	round := dict("b", v)
	round.Items = append(round.Items, pickle.Item{Key: "a", Value: round})
	many := dict("w", v)
	for range 12 { // each holds the one before many times
		next := &pickle.Dict{}
		for k := range 8 {
			next.Items = append(next.Items, pickle.Item{Key: string(rune('a' + k)), Value: many})
		}
		many = next
	}
	for what, c := range map[string]struct {
		d    *pickle.Dict
		want string
	}{
		"itself":     {round, "dicts in dicts"},
		"many times": {many, "dicts in dicts"},
		"one name":   {dict("a.w", v, "a", dict("w", v)), "twice"},
		"long names": {dict(strings.Repeat("n", maxName), dict("w", v)), "more than"},
	} {
		if _, _, err := stateDict(c.d); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
