package checkpoint

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// The verdicts of a probe besides the names of stages.
const (
	// VerdictNone: unlike pictures get unlike answers.
	VerdictNone = "none"
	// VerdictBroken: a stage gives numbers that are not finite.
	VerdictBroken = "broken"
)

// Spread is how unlike activations are, over all pairs of inputs. Distances are
// 0 for numbers that are the same but for their size, and 1 for unrelated ones.
type Spread struct {
	Distance       Number `json:"distance"` // the mean
	Least          Number `json:"least_distance"`
	Most           Number `json:"most_distance"`
	Correlation    Number `json:"correlation"` // the mean of those that exist
	MostCorrelated Number `json:"most_correlated"`
}

// StageSpread tells of a stage what left it when pictures went through the
// network, and when it got random numbers of the usual size by itself.
type StageSpread struct {
	Stage string `json:"stage"`
	Spread
	// Kept is the distance over that of what entered the stage, of several
	// inputs the most distant.
	Kept Number `json:"kept"`
	// Alone is the spread for random inputs, that of the pictures for the
	// encoder. Of the last stage it is that of the outputs without their means.
	Alone Spread `json:"alone"`
	// Dead is the share of numbers that are the same for all pictures.
	Dead float64 `json:"dead"`
	// Finite is the share of finite numbers.
	Finite float64 `json:"finite"`
}

// Pair compares the output for two pages.
type Pair struct {
	A           string `json:"a"`
	B           string `json:"b"`
	Distance    Number `json:"distance"`
	Correlation Number `json:"correlation"`
	// Pages is the distance of the pages themselves, Alike tells that their
	// outputs, without their means, are almost the same.
	Pages Number `json:"pages_distance"`
	Alike bool   `json:"alike"`
}

// Probing tells why a network may give the same output for every picture.
type Probing struct {
	Inputs []string      `json:"inputs"`
	Input  Spread        `json:"input"`
	Stages []StageSpread `json:"stages"`
	// Output is how unlike the outputs are without their means.
	Output Number `json:"output_distance"`
	Pairs  []Pair `json:"pairs"`
	// Shuffled is how far the output moves when the panels of the first page
	// are reversed; 0 tells that the network does not know which is which. It
	// is NaN for networks of one picture.
	Shuffled Number `json:"shuffled"`
	// Verdict is the stage that is stuck, or VerdictNone or VerdictBroken.
	Verdict string `json:"verdict"`
	Reason  string `json:"reason"`
}

// randomInputs is how many random inputs a stage gets by itself.
const randomInputs = 4

// Probe sends pages through a network, at least two, and looks at what is left of
// their differences after every stage. If the output is almost the same for all,
// the first stage is named that is stuck: what leaves it is alike although what
// enters is not, for the encoder the pages, for the others random numbers as large
// as those that the stage before gives. If no stage is stuck by itself, it is the
// one that keeps least of the difference.
func Probe(n *model.Network, pages []Page, threads int) (*Probing, error) {
	if len(pages) < 2 {
		return nil, errors.New("checkpoint: a probe needs at least two pages")
	}
	g, list, err := n.Stages(1, nn.Options{Runner: runner(threads)})
	if err != nil {
		return nil, err
	}
	p := &prober{n: n, threads: threads, stages: list, out: &Probing{Shuffled: Number(math.NaN())}}
	for _, page := range pages {
		if err := g.Forward(page.Pixels); err != nil {
			return nil, fmt.Errorf("checkpoint: page %q: %w", page.Name, err)
		}
		var all [][]float32
		for i := range g.Outputs() {
			all = append(all, slices.Clone(g.Output(i)))
		}
		p.seen = append(p.seen, all)
		p.out.Inputs = append(p.out.Inputs, page.Name)
	}
	if err := p.measure(); err != nil {
		return nil, err
	}
	if err := p.shuffle(g, pages[0].Pixels); err != nil {
		return nil, err
	}
	p.judge()
	return p.out, nil
}

// prober is a probe at work.
type prober struct {
	n       *model.Network
	threads int
	stages  []model.Stage
	seen    [][][]float32 // of every page all that model.Network.Stages gives
	out     *Probing
}

// at is what all pages gave at place i.
func (p *prober) at(i int) (all [][]float32) {
	for _, one := range p.seen {
		all = append(all, one[i])
	}
	return all
}

// measure fills in the spread of all stages.
func (p *prober) measure() error {
	place := 0
	for k, s := range p.stages {
		first := place
		place += len(s.Inputs)
		in, out := p.at(first), p.at(place)
		if k == 0 {
			p.out.Input = spread(in)
		}
		one := StageSpread{Stage: s.Name, Spread: spread(out), Dead: dead(out), Finite: finiteShare(out)}
		before := Number(0)
		for i := first; i < place; i++ {
			before = max(before, spread(p.at(i)).Distance)
		}
		if before > 0 {
			one.Kept = one.Distance / before
		}
		one.Alone = one.Spread
		if k == len(p.stages)-1 {
			one.Alone = spread(allCentred(out))
			p.out.Output = one.Alone.Distance
		}
		if s.Name != model.StageEncoder {
			var err error
			if one.Alone, err = p.alone(s, first); err != nil {
				return err
			}
		}
		p.out.Stages = append(p.out.Stages, one)
		place++
	}
	first, last := p.at(0), p.at(place-1)
	bare := allCentred(last)
	for i := range last {
		for j := range i {
			p.out.Pairs = append(p.out.Pairs, Pair{
				A: p.out.Inputs[j], B: p.out.Inputs[i], Distance: Number(distance(last[j], last[i])), Correlation: Number(correlation(last[j], last[i])),
				Pages: Number(distance(first[j], first[i])), Alike: distance(bare[j], bare[i]) < alike,
			})
		}
	}
	return nil
}

// alone gives a stage random inputs, each with the root mean square of what
// entered it with the pages, or 1 where that was nothing. All panels of a page
// get the same numbers: the mean of many would be small.
func (p *prober) alone(s model.Stage, first int) (Spread, error) {
	g, err := p.n.Alone(s.Name, 1, nn.Options{Runner: runner(p.threads)})
	if err != nil {
		return Spread{}, err
	}
	var all [][]float32
	for seed := range uint64(randomInputs) {
		var in [][]float32
		for i, shape := range s.Inputs {
			size := 0.0
			for _, v := range p.at(first + i) {
				size = max(size, rms(v))
			}
			if size == 0 || math.IsNaN(size) || math.IsInf(size, 0) {
				size = 1
			}
			row := normal(shape.C*shape.H*shape.W, seed*64+uint64(i)+1, size)
			in = append(in, slices.Repeat(row, shape.N))
		}
		if err := g.Forward(in...); err != nil {
			return Spread{}, fmt.Errorf("checkpoint: %s: %w", s.Name, err)
		}
		all = append(all, slices.Clone(g.Output(0)))
	}
	if s.Name == p.stages[len(p.stages)-1].Name {
		all = allCentred(all)
	}
	return spread(all), nil
}

// shuffle reverses the panels of a page.
func (p *prober) shuffle(g *nn.Program, page []float32) error {
	count := Pictures(p.n.Description)
	if count == 1 {
		return nil
	}
	size := len(page) / count
	var reversed []float32
	for k := count - 1; k >= 0; k-- {
		reversed = append(reversed, page[k*size:][:size]...)
	}
	if err := g.Forward(reversed); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	last := g.Outputs() - 1
	p.out.Shuffled = Number(distance(p.seen[0][last], g.Output(last)))
	return nil
}

// judge finds the stage that is stuck.
func (p *prober) judge() {
	o := p.out
	say := func(verdict, format string, args ...any) {
		if o.Verdict == "" {
			o.Verdict, o.Reason = verdict, fmt.Sprintf(format, args...)
		}
	}
	worst := 0
	for i, s := range o.Stages {
		if s.Finite < 1 {
			say(VerdictBroken, "the %s gives numbers that are not finite", s.Stage)
		}
		if s.Kept < o.Stages[worst].Kept {
			worst = i
		}
	}
	if o.Input.Distance < alike {
		say(VerdictNone, "the pages themselves are alike; give others")
	}
	if o.Output >= alike {
		say(VerdictNone, "very different pictures get different outputs: distance %.3g, where unrelated numbers have 1", o.Output)
	}
	for _, s := range o.Stages {
		if s.Alone.Distance < alike {
			what := "random inputs"
			if s.Stage == model.StageEncoder {
				what = "very different pictures"
			}
			say(s.Stage, "the %s gives almost the same for %s: distance %.3g, where unrelated numbers have 1", s.Stage, what, s.Alone.Distance)
		}
	}
	s := o.Stages[worst]
	say(s.Stage, "the output is almost the same for very different pictures (distance %.3g); no stage is stuck by itself, the %s keeps least of the difference (%.3g of it)", o.Output, s.Stage, s.Kept)
}

// spread compares all pairs.
func spread(all [][]float32) (s Spread) {
	s.Least, s.MostCorrelated = Number(math.Inf(1)), -1
	pairs, sum, count := 0, 0.0, 0
	for i := range all {
		for j := range i {
			d, c := Number(distance(all[i], all[j])), correlation(all[i], all[j])
			pairs++
			s.Distance += d
			s.Least, s.Most = min(s.Least, d), max(s.Most, d)
			if !math.IsNaN(c) {
				sum += c
				count++
				s.MostCorrelated = max(s.MostCorrelated, Number(c))
			}
		}
	}
	s.Distance /= Number(pairs)
	if s.Correlation = Number(sum / float64(count)); count == 0 {
		s.MostCorrelated = s.Correlation
	}
	return s
}

// dead is the share of numbers that are the same for all.
func dead(all [][]float32) float64 {
	n := 0
	for i, v := range all[0] {
		same := true
		for _, other := range all[1:] {
			same = same && other[i] == v
		}
		if same {
			n++
		}
	}
	return float64(n) / float64(len(all[0]))
}

func finiteShare(all [][]float32) float64 {
	n, total := 0, 0
	for _, v := range all {
		n += finite(v)
		total += len(v)
	}
	return float64(n) / float64(total)
}
