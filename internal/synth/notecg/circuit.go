package notecg

import (
	"fmt"
	"image/color"
	"math"
)

// circuit is a drawing of wires that meet at right angles, with symbols in
// them and their names.
func circuit(p *pad) {
	p.sheet()
	if p.odds(0.25) {
		p.squares(faint(p.gridColour(), 0.5), max(0.6*p.u, 0.4), p.w/p.between(40, 90), 0, 0, p.w, p.h)
	}
	d := &drawing{ink: p.ink(), pen: max(p.u*p.between(1, 2.6), 0.8)}
	cols, rows := p.count(3, 9), p.count(3, 7)
	step := min(p.w/float64(cols+1), p.h/float64(rows+1))
	x0, y0 := (p.w-step*float64(cols-1))/2, (p.h-step*float64(rows-1))/2
	wires := make([]int, cols*rows) // that meet at a node
	at := func(i, j int) point { return point{x0 + float64(i)*step, y0 + float64(j)*step} }
	share, parts := p.between(0.45, 0.8), p.between(0.3, 0.7)
	for j := range rows {
		for i := range cols {
			if i+1 < cols && p.odds(share) {
				p.branch(d, at(i, j), at(i+1, j), step, parts)
				wires[j*cols+i]++
				wires[j*cols+i+1]++
			}
			if j+1 < rows && p.odds(share) {
				p.branch(d, at(i, j), at(i, j+1), step, parts)
				wires[j*cols+i]++
				wires[(j+1)*cols+i]++
			}
		}
	}
	for k, n := range wires {
		q := at(k%cols, k/cols)
		switch {
		case n >= 3:
			p.disc(d.ink, q[0], q[1], 2*d.pen, 2*d.pen, 0)
		case n == 1 && p.odds(0.5): // earth
			p.stroke(d.ink, d.pen, q, point{q[0], q[1] + 0.12*step})
			for l := range 3 {
				f := (0.12 - 0.04*float64(l)) * step
				y := q[1] + (0.12+0.05*float64(l))*step
				p.stroke(d.ink, d.pen, point{q[0] - f, y}, point{q[0] + f, y})
			}
		case n == 1:
			p.ring(d.ink, d.pen, q[0], q[1], 3*d.pen, 3*d.pen)
		}
	}
	if p.odds(0.5) {
		p.write(d.ink, bold, min(20*p.u, 0.5*y0), 0.04*p.w, 0.5*y0, 0, p.title(3))
	}
}

// A drawing counts its parts.
type drawing struct {
	ink   color.NRGBA
	pen   float64
	parts int
}

// branch is a wire from a to b, perhaps with a symbol in its middle.
func (p *pad) branch(d *drawing, a, b point, step, parts float64) {
	if !p.odds(parts) {
		p.stroke(d.ink, d.pen, a, b)
		return
	}
	d.parts++
	angle := math.Atan2(b[1]-a[1], b[0]-a[0])
	x, y := (a[0]+b[0])/2, (a[1]+b[1])/2
	s := 0.22 * step // half of the symbol
	kind := p.count(0, 6)
	p.turn(angle, x, y, func() {
		p.stroke(d.ink, d.pen, point{x - step/2, y}, point{x - s, y})
		p.stroke(d.ink, d.pen, point{x + s, y}, point{x + step/2, y})
		p.symbol(d, kind, x, y, s)
	})
	name := fmt.Sprintf("%s%d", [...]string{"R", "R", "C", "L", "D", "V", "Q"}[kind], d.parts)
	size := min(16*p.u, 0.18*step)
	if math.Abs(b[0]-a[0]) > math.Abs(b[1]-a[1]) {
		p.write(d.ink, regular, size, x, y-0.2*step, 0.5, name)
	} else {
		p.write(d.ink, regular, size, x+0.15*step, y, 0, name)
	}
}

// symbol draws a part that lies level about (x, y), from -s to s.
func (p *pad) symbol(d *drawing, kind int, x, y, s float64) {
	line := func(t ...point) {
		for i, q := range t {
			t[i] = point{x + s*q[0], y + s*q[1]}
		}
		p.stroke(d.ink, d.pen, t...)
	}
	switch kind {
	case 0: // resistor, a box
		p.frame(d.ink, d.pen, x-s, y-0.35*s, x+s, y+0.35*s)
	case 1: // resistor, a zigzag
		t := []point{{-1, 0}}
		for i := range 6 {
			t = append(t, point{-0.83 + float64(i)/3, 0.4 - 0.8*float64(i%2)})
		}
		line(append(t, point{1, 0})...)
	case 2: // capacitor
		line(point{-1, 0}, point{-0.15, 0})
		line(point{-0.15, -0.7}, point{-0.15, 0.7})
		line(point{0.15, -0.7}, point{0.15, 0.7})
		line(point{0.15, 0}, point{1, 0})
	case 3: // coil
		var t []point
		for i := range 65 {
			a := float64(i) / 64 * 4 * math.Pi
			t = append(t, point{-1 + float64(i)/32, -0.5 * math.Abs(math.Sin(a))})
		}
		line(t...)
	case 4: // diode
		line(point{-1, 0}, point{-0.5, 0}, point{-0.5, -0.6}, point{0.5, 0}, point{-0.5, 0.6}, point{-0.5, 0})
		line(point{0.5, -0.6}, point{0.5, 0.6})
		line(point{0.5, 0}, point{1, 0})
	case 5: // source
		p.ring(d.ink, d.pen, x, y, s, s)
		line(point{-0.6, 0}, point{-0.3, -0.4}, point{0, 0}, point{0.3, 0.4}, point{0.6, 0})
	default: // transistor
		p.ring(d.ink, d.pen, x, y, s, s)
		line(point{-0.5, 0.3}, point{0.5, 0.3})
		line(point{-1, 0}, point{-0.7, -0.4}, point{-0.3, 0.3})
		line(point{1, 0}, point{0.7, -0.4}, point{0.3, 0.3})
		line(point{0, 0.3}, point{0, 1.6})
	}
}
