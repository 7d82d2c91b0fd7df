package rectify

import "testing"

func TestLostFindsTilesBeyondTheFollowedPart(t *testing.T) {
	// Lines were followed in the left half of a page of 20 by 10 nodes.
	g := &ground{}
	for c := range g.line {
		g.line[c] = &surface{nx: 20, ny: 10, step: 50, v: make([]float64, 200)}
	}
	for k := range 200 {
		g.valid = append(g.valid, k%20 < 10)
	}
	seed := pair{a: vec{0.1, 0}, b: vec{0, 0.1}}
	at := func(x, y, k, score float64) pair {
		return pair{at: vec{x, y}, a: vec{k, 0}, b: vec{0, k}, score: score}
	}
	all := []pair{at(100, 100, 0.1, 9), at(700, 100, 0.1, 3), at(700, 200, 0.101, 5), at(700, 300, 0.1, 4), at(800, 300, 0.2, 8), at(700, 300, 0.1, 2)}
	if p, ok := lost(all, seed, g); ok {
		t.Errorf("three tiles sufficed: %v", p)
	}
	p, ok := lost(append(all, at(800, 400, 0.099, 1)), seed, g)
	if !ok || p.at != (vec{700, 200}) {
		t.Errorf("found %v %v, want the strongest of the right half", p, ok)
	}
}
