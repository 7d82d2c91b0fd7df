package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// spent is what one layer, or all, took: the least of all rounds, since
// whatever else runs on the machine only adds.
type spent struct{ cpu, wall time.Duration }

func (s *spent) least(cpu, wall time.Duration, first bool) {
	if first || cpu < s.cpu {
		s.cpu = cpu
	}
	if first || wall < s.wall {
		s.wall = wall
	}
}

// layers runs a network some times and writes a table of its layers: the
// products that a direct convolution needs, the processor and the wall time
// of the fastest run, products and sums a second as if they were done directly,
// and the weights read. Layers that take less than 0.05 ms are summed up.
func layers(w io.Writer, g *nn.Program, x []float32, rounds int) error {
	var all []nn.Layer
	var took []spent
	var total spent
	for round := range rounds + 1 {
		at := 0
		cpu, wall := cpuTime(), time.Now()
		startCPU, start := cpu, wall
		g.Watch = func(l nn.Layer) {
			c, t := cpuTime(), time.Now()
			if round == 0 {
				all, took = append(all, l), append(took, spent{})
			} else {
				took[at].least(c-cpu, t.Sub(wall), round == 1)
			}
			at++
			cpu, wall = cpuTime(), time.Now()
		}
		if err := g.Forward(x); err != nil {
			return err
		}
		if round > 0 {
			total.least(cpuTime()-startCPU, time.Since(start), round == 1)
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tlayer\tmethod\tM products\tMB weights\tcpu ms\twall ms\tGFLOP/s\t")
	var rest spent
	products := 0
	for i, l := range all {
		s := took[i]
		products += l.Products
		if s.cpu < 50*time.Microsecond {
			rest.cpu, rest.wall = rest.cpu+s.cpu, rest.wall+s.wall
			continue
		}
		line(t, l.Name, l.Method, l.Products, l.Weights, s)
	}
	line(t, "others", "", 0, 0, rest)
	line(t, "all", "", products, 0, total)
	return t.Flush()
}

func line(w io.Writer, name, method string, products, weights int, s spent) {
	rate := 0.0
	if s.cpu > 0 {
		rate = 2 * float64(products) / s.cpu.Seconds() / 1e9
	}
	fmt.Fprintf(w, "\t%s\t%s\t%.1f\t%.1f\t%.2f\t%.2f\t%.1f\t\n", name, method, float64(products)/1e6, 4*float64(weights)/1e6,
		s.cpu.Seconds()*1e3, s.wall.Seconds()*1e3, rate)
}
