package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestNoTwoInputsMeet names many lists of awkward inputs and looks for two
// results that would be one file, on a file system without upper and lower
// case and with up to three pages an input.
func TestNoTwoInputsMeet(t *testing.T) {
	stems := []string{"x", "X", "x-2", "x-3", "x_page2", "x-2_page2", "x_page2-2", "x 2", "x_2", "y", "é", "_", "x_page", "-2"}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var inputs []string
		for range 2 + rng.IntN(7) {
			inputs = append(inputs, strings.Repeat("d/", rng.IntN(3))+stems[rng.IntN(len(stems))]+".png")
		}
		owner := map[string]int{}
		for i, name := range assign(inputs) {
			for page := range 3 {
				base := pageName(name, page)
				files := []string{base + reportSuffix, base + overlaySuffix}
				for _, f := range formatNames() {
					files = append(files, fileNames(f, base)...)
				}
				for _, f := range files {
					f = strings.ToLower(f)
					if other, taken := owner[f]; taken && other != i {
						t.Fatalf("%v: %s and %s are both written to %s", inputs, inputs[other], inputs[i], f)
					}
					owner[f] = i
				}
			}
		}
	}
}

func TestNamesKeepToTheFirst(t *testing.T) {
	got := assign([]string{"a/x.png", "b/x.png", "c/x-2.png", "-", "d/.png"})
	if want := []string{"x", "x-3", "x-2", "stdin", ".png"}; !slices.Equal(got, want) {
		t.Errorf("names are %v, want %v", got, want)
	}
}

func TestCleanKeepsControlCharactersOffTheTerminal(t *testing.T) {
	if got := clean("a\x1b[2J\nerror: b\u009b"); got != "a [2J error: b " {
		t.Errorf("got %q", got)
	}
}
