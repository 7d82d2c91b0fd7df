package bend

import (
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A Shape is how a sheet lies. The zero value is flat.
type Shape struct {
	// Rolls bend the sheet, each along one direction. Where two add up, the
	// sheet is stretched by the product of their slopes, some thousandths.
	Rolls []Roll `json:"rolls,omitempty"`
	// Crumple is what remains of having been crushed.
	Crumple Crumple `json:"crumple,omitzero"`
}

// A Roll bends the sheet to a cylinder whose profile runs in one direction.
// Lengths along the sheet are kept.
type Roll struct {
	// DirDeg is the direction in which the profile runs, 0 right, 90 down.
	DirDeg float64 `json:"dir_deg"`
	// WaveDeg is the largest slope of a wave of WaveMM length (20 to 2000)
	// that starts its period at Phase, 0 to 1.
	WaveDeg float64 `json:"wave_deg,omitempty"`
	WaveMM  float64 `json:"wave_mm,omitempty"`
	Phase   float64 `json:"phase,omitempty"`
	// Folds change the slope at one place.
	Folds []Fold `json:"folds,omitempty"`
}

// A Fold changes the slope of a sheet.
type Fold struct {
	// AtMM is its distance from the sheet's middle along the profile.
	AtMM float64 `json:"at_mm"`
	// AngleDeg is the change of slope (positive is a valley), -60 to 60,
	// RadiusMM how far it reaches to each side, 1 to 200: about 2 is a crease,
	// 40 a lifted edge.
	AngleDeg float64 `json:"angle_deg"`
	RadiusMM float64 `json:"radius_mm"`
}

// A Crumple is a height above the sheet's plane made of facets that meet in
// short creases.
type Crumple struct {
	// HeightMM is the standard deviation of height, 0 to 4; SizeMM that of the
	// facets, 8 to 200.
	HeightMM float64 `json:"height_mm,omitempty"`
	SizeMM   float64 `json:"size_mm,omitempty"`
	Seed     uint64  `json:"seed,omitempty"`
}

// maxSlope bounds the sum of slopes of a sheet (tangent): below it a camera of
// at most 35 degrees off sees every place.
const maxSlope = 1.0

// slope is the sum of the steepest slopes of all that bends the sheet.
func (s *Shape) slope() (sum float64) {
	for _, r := range s.Rolls {
		angle := r.WaveDeg
		for _, f := range r.Folds {
			angle += math.Abs(f.AngleDeg) / 2
		}
		sum += math.Tan(min(angle, 89) * math.Pi / 180)
	}
	if s.Crumple.HeightMM != 0 {
		sum += 4 * s.Crumple.HeightMM / s.Crumple.SizeMM
	}
	return sum
}

// Ease makes all slopes smaller by the same share until the sheet hides no part
// of itself.
func (s *Shape) Ease() {
	sum := s.slope()
	if sum <= maxSlope {
		return
	}
	// The tangent of a part of an angle is less than that part of its tangent.
	f := maxSlope / sum
	for i := range s.Rolls {
		r := &s.Rolls[i]
		r.WaveDeg *= f
		r.Folds = slices.Clone(r.Folds)
		for k := range r.Folds {
			r.Folds[k].AngleDeg *= f
		}
	}
	s.Crumple.HeightMM *= f
}

func (s *Shape) check() error {
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	for _, r := range s.Rolls {
		if !in(r.DirDeg, -3600, 3600) || !in(r.WaveDeg, 0, 45) || !in(r.Phase, 0, 1) || (r.WaveDeg > 0 && !in(r.WaveMM, 20, 2000)) {
			return fmt.Errorf("bend: roll towards %g degrees with waves of %g degrees over %g mm from %g, want 0 to 45 degrees over 20 to 2000 mm from 0 to 1",
				r.DirDeg, r.WaveDeg, r.WaveMM, r.Phase)
		}
		for _, f := range r.Folds {
			if !in(f.AngleDeg, -60, 60) || !in(f.RadiusMM, 1, 200) || !in(f.AtMM, -2000, 2000) {
				return fmt.Errorf("bend: fold of %g degrees over %g mm at %g mm, want -60 to 60 degrees over 1 to 200 mm", f.AngleDeg, f.RadiusMM, f.AtMM)
			}
		}
	}
	c := &s.Crumple
	if c.HeightMM != 0 {
		if !in(c.HeightMM, 0, 4) || !in(c.SizeMM, 8, 200) {
			return fmt.Errorf("bend: crumples of %g mm height and %g mm size, want 0 to 4 and 8 to 200", c.HeightMM, c.SizeMM)
		}
	}
	if slope := s.slope(); slope > maxSlope*(1+1e-9) {
		return fmt.Errorf("bend: slopes add up to %.2f, want at most %g: parts of the sheet would hide others", slope, maxSlope)
	}
	return nil
}

// A surface is a shape made ready: where each place of the sheet lies, in
// millimetres about the sheet's middle, z towards the eye.
type surface struct {
	rolls []profile
	bumps *bumps
}

func (s *Shape) surface(sizeMM [2]float64) *surface {
	out := new(surface)
	half := math.Hypot(sizeMM[0], sizeMM[1])/2 + 2*profileStep
	for i := range s.Rolls {
		out.rolls = append(out.rolls, s.Rolls[i].profile(half))
	}
	if s.Crumple.HeightMM > 0 {
		out.bumps = s.Crumple.bumps(sizeMM)
	}
	return out
}

// flat tells whether the sheet is.
func (s *surface) flat() bool { return len(s.rolls) == 0 && s.bumps == nil }

// at is the place of (x, y), both about the middle.
func (s *surface) at(x, y float64) (px, py, pz float64) {
	px, py = x, y
	for i := range s.rolls {
		r := &s.rolls[i]
		along, up := r.at(r.dx*x + r.dy*y)
		px += along * r.dx
		py += along * r.dy
		pz += up
	}
	if s.bumps != nil {
		pz += s.bumps.at(x, y)
	}
	return px, py, pz
}

// A profile is a roll integrated: by how much a place at a distance along the
// roll is moved along it and up, at steps.
type profile struct {
	dx, dy float64
	half   float64
	along  []float64
	up     []float64
}

// profileStep is the distance of its nodes in millimetres. Creases are at
// least four of them wide.
const profileStep = 0.5

func (r *Roll) profile(half float64) profile {
	n := int(math.Ceil(half/profileStep)) + 1
	p := profile{half: float64(n) * profileStep, along: make([]float64, 2*n+1), up: make([]float64, 2*n+1)}
	p.dy, p.dx = math.Sincos(r.DirDeg * math.Pi / 180)
	slope := func(s float64) float64 {
		a := 0.0
		if r.WaveDeg > 0 {
			a = r.WaveDeg * math.Sin(2*math.Pi*(s/r.WaveMM+r.Phase))
		}
		for _, f := range r.Folds {
			// Half the change before the fold's middle, half after.
			t := min(max((s-f.AtMM)/f.RadiusMM, -1), 1)
			a += f.AngleDeg / 2 * (1.5*t - 0.5*t*t*t)
		}
		return a * math.Pi / 180
	}
	// From the middle outwards, by Simpson's rule.
	for _, dir := range [2]int{1, -1} {
		h := profileStep * float64(dir)
		for i := 1; i <= n; i++ {
			s := float64(i-1) * h
			a, b, c := slope(s), slope(s+h/2), slope(s+h)
			at, was := n+dir*i, n+dir*(i-1)
			p.along[at] = p.along[was] + h*((math.Cos(a)+4*math.Cos(b)+math.Cos(c))/6-1)
			p.up[at] = p.up[was] + h*(math.Sin(a)+4*math.Sin(b)+math.Sin(c))/6
		}
	}
	return p
}

// at interpolates by cubics; beyond the ends it goes on straight.
func (p *profile) at(s float64) (along, up float64) {
	t := (s + p.half) / profileStep
	last := len(p.up) - 1
	i := min(max(int(math.Floor(t)), 1), last-2)
	f := min(max(t-float64(i), -1), 2)
	w := cubic(f)
	for k, v := range w {
		along += v * p.along[i-1+k]
		up += v * p.up[i-1+k]
	}
	if over := t - float64(i) - f; over != 0 {
		a, b := i+1, i+2
		if over < 0 {
			a, b = i-1, i
		}
		along += over * (p.along[b] - p.along[a])
		up += over * (p.up[b] - p.up[a])
	}
	return along, up
}

// cubic are the weights of four neighbours at -1, 0, 1, 2 for a place t from
// the second: Lagrange's.
func cubic(t float64) [4]float64 {
	return [4]float64{-t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2, -(t + 1) * t * (t - 2) / 2, (t + 1) * t * (t - 1) / 6}
}

// bumps are heights on a square lattice.
type bumps struct {
	x0, y0, step float64
	nx, ny       int
	z            []float64
}

// bumps draws facets: planes between scattered points of random heights, in
// three sizes, that meet in creases.
func (c *Crumple) bumps(sizeMM [2]float64) *bumps {
	rng := chance.Stream(c.Seed, streamCrumple)
	b := &bumps{step: min(max(1.25, c.SizeMM/30), 4)}
	margin := 30.0
	b.x0, b.y0 = -sizeMM[0]/2-margin, -sizeMM[1]/2-margin
	b.nx, b.ny = int((sizeMM[0]+2*margin)/b.step)+2, int((sizeMM[1]+2*margin)/b.step)+2
	b.z = make([]float64, b.nx*b.ny)
	// Three octaves of facets, each half the size and less high.
	for octave, size := 0, c.SizeMM; octave < 3 && size >= 2*b.step; octave, size = octave+1, size/2 {
		gain := math.Pow(0.36, float64(octave))
		gx, gy := int(float64(b.nx)*b.step/size)+3, int(float64(b.ny)*b.step/size)+3
		node := make([][3]float64, gx*gy) // place and height
		for i := range node {
			node[i] = [3]float64{(float64(i%gx) - 1 + scatter*(rng.Float64()-0.5)) * size,
				(float64(i/gx) - 1 + scatter*(rng.Float64()-0.5)) * size, rng.NormFloat64() * gain}
		}
		b.facets(node, gx, gy, rng.IntN(2) == 1)
	}
	// To the height asked for.
	sum, square := 0.0, 0.0
	for _, v := range b.z {
		sum, square = sum+v, square+v*v
	}
	n := float64(len(b.z))
	mean := sum / n
	sd := math.Sqrt(max(square/n-mean*mean, 1e-12))
	for i := range b.z {
		b.z[i] = (b.z[i] - mean) * c.HeightMM / sd
	}
	return b
}

// scatter is how far apart nodes lie from their cells' corners, in cells: with
// less than a half no triangle turns over.
const scatter = 0.48

// facets adds the triangles between nodes scattered about a lattice of gx by gy
// cells, cut along one diagonal or the other.
func (b *bumps) facets(node [][3]float64, gx, gy int, flip bool) {
	for j := range gy - 1 {
		for i := range gx - 1 {
			p, q, r, s := node[j*gx+i], node[j*gx+i+1], node[(j+1)*gx+i], node[(j+1)*gx+i+1]
			if flip {
				p, q, r, s = q, s, p, r
			}
			b.triangle(p, q, r)
			b.triangle(q, s, r)
		}
	}
}

// triangle adds a triangle's height to the nodes in it. One on an edge that two
// triangles share counts for one of them: where its place, moved by a hair,
// lies.
func (b *bumps) triangle(p, q, r [3]float64) {
	det := (q[0]-p[0])*(r[1]-p[1]) - (r[0]-p[0])*(q[1]-p[1])
	if det == 0 {
		return
	}
	const hair = 1e-7
	lo := func(v float64) int { return max(int(math.Ceil(v/b.step-1e-6)), 0) }
	hi := func(v float64, n int) int { return min(int(math.Floor(v/b.step+1e-6)), n-1) }
	for j := lo(min(p[1], q[1], r[1])); j <= hi(max(p[1], q[1], r[1]), b.ny); j++ {
		y := float64(j)*b.step + hair
		for i := lo(min(p[0], q[0], r[0])); i <= hi(max(p[0], q[0], r[0]), b.nx); i++ {
			x := float64(i)*b.step + 1.7*hair
			u := ((x-p[0])*(r[1]-p[1]) - (r[0]-p[0])*(y-p[1])) / det
			v := ((q[0]-p[0])*(y-p[1]) - (x-p[0])*(q[1]-p[1])) / det
			if u >= 0 && v >= 0 && u+v < 1 {
				b.z[j*b.nx+i] += p[2] + u*(q[2]-p[2]) + v*(r[2]-p[2])
			}
		}
	}
}

// at interpolates by uniform cubic B-splines, which keep slopes continuous and
// round the creases to about a step.
func (b *bumps) at(x, y float64) float64 {
	tx, ty := (x-b.x0)/b.step, (y-b.y0)/b.step
	i, j := min(max(int(math.Floor(tx)), 1), b.nx-3), min(max(int(math.Floor(ty)), 1), b.ny-3)
	wx, wy := spline(min(max(tx-float64(i), 0), 1)), spline(min(max(ty-float64(j), 0), 1))
	sum := 0.0
	for q, v := range wy {
		row := b.z[(j-1+q)*b.nx+i-1:][:4]
		sum += v * (wx[0]*row[0] + wx[1]*row[1] + wx[2]*row[2] + wx[3]*row[3])
	}
	return sum
}

func spline(t float64) [4]float64 {
	u := 1 - t
	return [4]float64{u * u * u / 6, (4 - 6*t*t + 3*t*t*t) / 6, (4 - 6*u*u + 3*u*u*u) / 6, t * t * t / 6}
}
