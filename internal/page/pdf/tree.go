package pdf

import (
	"context"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// leaf is one page with what it inherits from the page tree (section
// 7.7.3.4).
type leaf struct {
	contents  types.Object
	resources types.Dict
	box       [4]float64 // left, bottom, right, top in user space units
	rotate    int        // quarter turns clockwise, 0 to 3
	unit      float64    // points in a user space unit
}

// leaves walks the page tree.
func (f *file) leaves(ctx context.Context, most int) ([]leaf, error) {
	if f.ctx.Root == nil {
		return nil, damaged("the file has no catalogue")
	}
	w := walk{ctx: ctx, f: f, most: most, seen: map[int]bool{}}
	if err := w.node(f.dict(*f.ctx.Root)["Pages"], inherited{}, 0); err != nil {
		return nil, err
	}
	if len(w.out) == 0 {
		return nil, damaged("the file has no pages")
	}
	return w.out, nil
}

type inherited struct {
	resources   types.Dict
	media, crop []float64
	rotate      float64
}

type walk struct {
	ctx   context.Context
	f     *file
	most  int
	nodes int
	seen  map[int]bool // object numbers of the nodes above and before
	out   []leaf
}

func (w *walk) node(o types.Object, in inherited, depth int) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.nodes++; depth > maxTree || w.nodes > maxObjects {
		return damaged("the page tree does not end")
	}
	if ref, ok := o.(types.IndirectRef); ok {
		n := int(ref.ObjectNumber)
		if w.seen[n] {
			return damaged("the page tree bites its tail")
		}
		w.seen[n] = true
	}
	d := w.f.dict(o)
	if d == nil {
		return nil
	}
	if r := w.f.dict(d["Resources"]); r != nil {
		in.resources = r
	}
	if b := w.f.box(d["MediaBox"]); b != nil {
		in.media = b
	}
	if b := w.f.box(d["CropBox"]); b != nil {
		in.crop = b
	}
	in.rotate = w.f.number(d["Rotate"], in.rotate)
	if kids, ok := d["Kids"]; ok {
		for _, k := range w.f.array(kids) {
			if err := w.node(k, in, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if len(w.out) == w.most {
		return &page.TooLargeError{Format: format, What: "pages", Have: int64(w.most) + 1, Max: int64(w.most)}
	}
	w.out = append(w.out, w.f.leaf(d, in))
	return nil
}

// box reads a rectangle and puts its corners in order; nil if there is none.
func (f *file) box(o types.Object) []float64 {
	b := f.numbers(o)
	if len(b) != 4 {
		return nil
	}
	b = []float64{min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3])}
	if !(b[2]-b[0] > 0 && b[3]-b[1] > 0) {
		return nil
	}
	return b
}

func (f *file) leaf(d types.Dict, in inherited) leaf {
	media := in.media
	if media == nil {
		media = []float64{0, 0, 612, 792} // as viewers do where none is given
	}
	box := [4]float64(media)
	if c := in.crop; c != nil {
		b := [4]float64{max(box[0], c[0]), max(box[1], c[1]), min(box[2], c[2]), min(box[3], c[3])}
		if b[2] > b[0] && b[3] > b[1] {
			box = b
		}
	}
	turns := 0
	if r := in.rotate / 90; r == math.Trunc(r) && math.Abs(r) < 1e6 {
		turns = (int(r)%4 + 4) % 4
	}
	unit := f.number(d["UserUnit"], 1)
	if !(unit >= 0.01 && unit <= 1000) {
		unit = 1
	}
	return leaf{contents: d["Contents"], resources: in.resources, box: box, rotate: turns, unit: unit}
}

// matrix maps user space to points on the page as shown, y down, and says how
// large that page is.
func (l leaf) matrix() (m matrix, width, height float64) {
	b, u := l.box, l.unit
	w, h := (b[2]-b[0])*u, (b[3]-b[1])*u
	switch l.rotate {
	case 1: // what points up shows to the right
		return matrix{0, u, u, 0, -b[1] * u, -b[0] * u}, h, w
	case 2:
		return matrix{-u, 0, 0, u, b[2] * u, -b[1] * u}, w, h
	case 3:
		return matrix{0, -u, -u, 0, b[3] * u, b[2] * u}, h, w
	}
	return matrix{u, 0, 0, -u, -b[0] * u, b[3] * u}, w, h
}
