package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// A face draws single characters. Lengths are in heights of a capital; x runs
// right from the pen, y down from the base line.
type face interface {
	// advance is how far the pen moves, ok whether the face has the character.
	advance(r rune) (a float64, ok bool)
	// draw adds the character to the canvas, its plane mapped by m.
	draw(c *canvas, r rune, m affine)
	// span is the left and right side of the character's ink.
	span(r rune) (x0, x1 float64)
}

// An affine maps (x, y) to (a x + b y + c, d x + e y + f).
type affine struct{ a, b, c, d, e, f float64 }

func (m affine) at(x, y float64) (float64, float64) {
	return m.a*x + m.b*y + m.c, m.d*x + m.e*y + m.f
}

// outline is a face of an outline font.
type outline struct {
	f    *sfnt.Font
	capH float64 // in units of 1/64 at ppem
	buf  sfnt.Buffer
}

const ppem = 512

func newOutline(data []byte) (*outline, error) {
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil, err
	}
	o := &outline{f: f}
	b, err := o.bounds('H')
	if err != nil || b.Min.Y >= 0 {
		return nil, fmt.Errorf("no capital H: %v", err)
	}
	o.capH = float64(-b.Min.Y)
	return o, nil
}

func (o *outline) bounds(r rune) (fixed.Rectangle26_6, error) {
	g, err := o.f.GlyphIndex(&o.buf, r)
	if err != nil || g == 0 {
		return fixed.Rectangle26_6{}, fmt.Errorf("no glyph for %q: %v", r, err)
	}
	b, _, err := o.f.GlyphBounds(&o.buf, g, fixed.I(ppem), font.HintingNone)
	return b, err
}

func (o *outline) advance(r rune) (float64, bool) {
	g, err := o.f.GlyphIndex(&o.buf, r)
	if err != nil || g == 0 {
		return 0, false
	}
	a, err := o.f.GlyphAdvance(&o.buf, g, fixed.I(ppem), font.HintingNone)
	return float64(a) / o.capH, err == nil
}

func (o *outline) span(r rune) (x0, x1 float64) {
	b, err := o.bounds(r)
	if err != nil {
		return 0, 0
	}
	return float64(b.Min.X) / o.capH, float64(b.Max.X) / o.capH
}

func (o *outline) draw(c *canvas, r rune, m affine) {
	g, err := o.f.GlyphIndex(&o.buf, r)
	if err != nil || g == 0 {
		return
	}
	segs, err := o.f.LoadGlyph(&o.buf, g, fixed.I(ppem), nil)
	if err != nil || len(segs) == 0 {
		return
	}
	type pt struct{ x, y float32 }
	at := func(p fixed.Point26_6) pt {
		x, y := m.at(float64(p.X)/o.capH, float64(p.Y)/o.capH)
		return pt{float32(x) + 0.5, float32(y) + 0.5}
	}
	// Draw into a box of the glyph's own size only.
	lo, hi := pt{1e9, 1e9}, pt{-1e9, -1e9}
	for _, s := range segs {
		for _, a := range s.Args[:args(s.Op)] {
			p := at(a)
			lo, hi = pt{min(lo.x, p.x), min(lo.y, p.y)}, pt{max(hi.x, p.x), max(hi.y, p.y)}
		}
	}
	i0, j0 := max(int(lo.x)-1, 0), max(int(lo.y)-1, 0)
	i1, j1 := min(int(hi.x)+2, c.w), min(int(hi.y)+2, c.h)
	if i1 <= i0 || j1 <= j0 {
		return
	}
	z := vector.NewRasterizer(i1-i0, j1-j0)
	p := func(a fixed.Point26_6) (x, y float32) {
		q := at(a)
		return q.x - float32(i0), q.y - float32(j0)
	}
	for _, s := range segs {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			x, y := p(s.Args[0])
			z.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			x, y := p(s.Args[0])
			z.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x, y := p(s.Args[0])
			u, v := p(s.Args[1])
			z.QuadTo(x, y, u, v)
		case sfnt.SegmentOpCubeTo:
			x, y := p(s.Args[0])
			u, v := p(s.Args[1])
			q, r := p(s.Args[2])
			z.CubeTo(x, y, u, v, q, r)
		}
	}
	z.ClosePath()
	addMask(c, z, i0, j0)
}

func args(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}

//go:embed fonts.txt
var fontList string

// readFonts loads the fonts of fonts.txt from a directory tree, checking
// their sums, and those that come with the Go libraries. The second result
// holds the weight of each face in sampling.
func readFonts(dir string) ([]face, []float64, error) {
	paths := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths[d.Name()] = p
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var faces []face
	var weights []float64
	for _, data := range [][]byte{goregular.TTF, gobold.TTF, gomono.TTF, gomonobold.TTF, gomedium.TTF, goitalic.TTF, gobolditalic.TTF} {
		o, err := newOutline(data)
		if err != nil {
			return nil, nil, err
		}
		faces, weights = append(faces, o), append(weights, 1)
	}
	for line := range strings.Lines(fontList) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) < 3 || strings.HasPrefix(line, "#") {
			continue
		}
		p, ok := paths[f[2]]
		if !ok {
			return nil, nil, fmt.Errorf("font %s is not under %s", f[2], dir)
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return nil, nil, err
		}
		if s := sha256.Sum256(data); !strings.HasPrefix(hex.EncodeToString(s[:]), f[0]) {
			return nil, nil, fmt.Errorf("font %s is another version than the one listed", p)
		}
		w, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			return nil, nil, err
		}
		o, err := newOutline(data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", p, err)
		}
		faces, weights = append(faces, o), append(weights, w)
	}
	for _, f := range strokeFaces() {
		faces, weights = append(faces, f), append(weights, 3)
	}
	return faces, weights, nil
}
