package pdf

import (
	"context"
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// A page is a scan when a picture covers much of it and little is drawn. An
// ECG curve has hundreds to thousands of sloping strokes; frames, grids and
// tables have none, and a signature or a stamp over a scan some hundred.
const (
	muchCover   = 0.4  // of the page
	someCover   = 0.08 // of the page: a picture set into a report
	strokesMost = 600  // sloping strokes that a page of pictures may have
	strokesSome = 150  // the same where pictures only cover some of it
	tinyCover   = 0.01 // pictures smaller than this part of the page are logos
)

// scans gives the pictures that make up the page; none where it is drawn.
func (m *machine) scans() []placed {
	whole := m.out.Width * m.out.Height
	var out []placed
	cover := 0.0
	for _, p := range m.images {
		if a := p.seen.area() / whole; a >= tinyCover {
			cover += a
			out = append(out, p)
		}
	}
	if len(out) == 0 && len(m.images) > 1 {
		// A scan cut into many small pieces.
		for _, p := range m.images {
			cover += p.seen.area() / whole
		}
		out = m.images
	}
	limit := 0
	switch {
	case cover >= muchCover:
		limit = strokesMost
	case cover >= someCover:
		limit = strokesSome
	default:
		return nil
	}
	sloping := 0
	for _, p := range m.out.Paths {
		if !p.Stroked {
			continue
		}
		for i := 1; i < len(p.Points); i++ {
			a, b := p.Points[i-1], p.Points[i]
			if a[0] != b[0] && a[1] != b[1] {
				if sloping++; sloping > limit {
					return nil
				}
			}
		}
	}
	return out
}

// scan puts the pictures of a page together.
func (f *file) scan(ctx context.Context, scans []placed, lim page.Limits) (*page.Page, error) {
	if len(scans) > 1 {
		// Where one picture holds the whole scan, it is taken as it is. A
		// picture under or over it is kept only if it shows much.
		big := 0
		for i, p := range scans {
			if p.seen.area() > scans[big].seen.area() {
				big = i
			}
		}
		if f.covers(scans, big) {
			scans = scans[big : big+1]
		}
	}
	if len(scans) == 1 && !f.transparent(scans[0]) {
		m, err := f.picture(ctx, scans[0], lim)
		if err != nil {
			return nil, err
		}
		upright(m.Page, scans[0].ctm)
		return m.Page, nil
	}
	return f.compose(ctx, scans, lim)
}

// transparent says whether a picture has a mask (section 8.9.6) or is one.
func (f *file) transparent(p placed) bool {
	d := p.stream.Dict
	return f.boolean(d["ImageMask"]) || f.stream(d["SMask"]) != nil || f.stream(d["Mask"]) != nil
}

// mask decodes how much of a picture shows; nil if all does.
func (f *file) mask(ctx context.Context, p placed, lim page.Limits) (*raster, error) {
	for _, key := range []string{"SMask", "Mask"} {
		if sd := f.stream(p.stream.Dict[key]); sd != nil {
			return f.picture(ctx, placed{stream: sd, space: grey, fill: [3]uint8{255, 255, 255}}, lim)
		}
	}
	return nil, nil
}

// covers says whether all other pictures lie inside number i and hardly cover
// it, and it is no mask that needs a ground.
func (f *file) covers(scans []placed, i int) bool {
	if f.transparent(scans[i]) {
		return false
	}
	for k, p := range scans {
		if k == i {
			continue
		}
		if !scans[i].seen.grow(1).holds(p.seen) || p.seen.area() > 0.1*scans[i].seen.area() {
			return false
		}
	}
	return true
}

// upright turns a picture as it stands on the page. The pixels stay what they
// are: a slight skew is left to those who measure it.
func upright(p *page.Page, ctm matrix) {
	p.DPI, p.Orientation = [2]float64{}, 1
	// The first row of a picture lies at the top of the unit square. right and
	// down are the ways of one row and one column on the page, in points.
	rx, ry := ctm.vector(1, 0)
	dx, dy := ctm.vector(0, -1)
	lx, ly := math.Hypot(rx, ry), math.Hypot(dx, dy)
	if lx > 0 && ly > 0 {
		p.DPI = [2]float64{float64(p.Width) / lx * 72, float64(p.Height) / ly * 72}
	}
	turned := math.Abs(ry) > math.Abs(rx)
	var flipX, flipY bool // of the result
	if turned {
		flipX, flipY = dx < 0, ry < 0
	} else {
		flipX, flipY = rx < 0, dy < 0
	}
	if turned || flipX || flipY {
		reorder(p, turned, flipX, flipY)
	}
}

// reorder exchanges rows and columns if turned and then mirrors.
func reorder(p *page.Page, turned, flipX, flipY bool) {
	w, h, n := p.Width, p.Height, p.Channels
	stepX, stepY := 1, w // in the source, for a step in the result
	if turned {
		stepX, stepY = w, 1
		w, h = h, w
		p.DPI[0], p.DPI[1] = p.DPI[1], p.DPI[0]
	}
	start := 0
	if flipX {
		start += (w - 1) * stepX
		stepX = -stepX
	}
	if flipY {
		start += (h - 1) * stepY
		stepY = -stepY
	}
	src, dst := p.Pix, make([]uint8, len(p.Pix))
	for y := range h {
		s := start + y*stepY
		for x := range w {
			copy(dst[(y*w+x)*n:(y*w+x)*n+n], src[s*n:s*n+n])
			s += stepX
		}
	}
	p.Pix, p.Width, p.Height = dst, w, h
	// The EXIF value of the same turn.
	switch [3]bool{turned, flipX, flipY} {
	case [3]bool{false, true, false}:
		p.Orientation = 2
	case [3]bool{false, true, true}:
		p.Orientation = 3
	case [3]bool{false, false, true}:
		p.Orientation = 4
	case [3]bool{true, false, false}:
		p.Orientation = 5
	case [3]bool{true, true, false}:
		p.Orientation = 6
	case [3]bool{true, true, true}:
		p.Orientation = 7
	case [3]bool{true, false, true}:
		p.Orientation = 8
	}
}

// compose paints several pictures onto one page of white at the finest
// resolution among the large ones.
func (f *file) compose(ctx context.Context, scans []placed, lim page.Limits) (*page.Page, error) {
	area := scans[0].seen
	for _, p := range scans {
		s := p.seen
		area = rect{min(area[0], s[0]), min(area[1], s[1]), max(area[2], s[2]), max(area[3], s[3])}
	}
	scale := 0.0 // pixels a point
	for _, p := range scans {
		d := p.stream.Dict
		w := f.number(first(d, "Width", "W"), 0)
		lx, ly := p.ctm.vector(1, 0)
		if s := w / math.Hypot(lx, ly); s > scale && s < 100 {
			scale = s
		}
	}
	w, h := math.Round((area[2]-area[0])*scale), math.Round((area[3]-area[1])*scale)
	if !(w >= 1 && h >= 1) {
		return nil, damaged("the pictures of the page have no size")
	}
	if w > 65535 || h > 65535 || w*h > float64(lim.MaxPixels) {
		return nil, &page.TooLargeError{Format: format, What: "pixels", Have: int64(w * h), Max: lim.MaxPixels}
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, int(w), int(h)))
	for i := range canvas.Pix {
		canvas.Pix[i] = 255
	}
	for _, p := range scans {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m, err := f.picture(ctx, p, lim)
		if err != nil {
			return nil, err
		}
		show, err := f.mask(ctx, p, lim)
		if err != nil {
			return nil, err
		}
		lay(canvas, m, show, p.ctm, area, scale)
	}
	out, err := page.FromImage(canvas, lim)
	if err != nil {
		return nil, err
	}
	out.DPI = [2]float64{72 * scale, 72 * scale}
	return out, nil
}

// lay paints a picture where it stands; each pixel of the canvas takes the
// picture's pixel under its centre. The grey of show says how much of it is
// seen.
func lay(canvas *image.NRGBA, m, show *raster, ctm matrix, area rect, scale float64) {
	det := ctm[0]*ctm[3] - ctm[1]*ctm[2]
	if det == 0 {
		return
	}
	// From points to the unit square.
	inv := matrix{ctm[3] / det, -ctm[1] / det, -ctm[2] / det, ctm[0] / det, 0, 0}
	o := bounds([][2]float64{ctm.apply(0, 0), ctm.apply(1, 0), ctm.apply(0, 1), ctm.apply(1, 1)})
	x0, y0 := int(max(0, math.Floor((o[0]-area[0])*scale))), int(max(0, math.Floor((o[1]-area[1])*scale)))
	x1 := int(min(float64(canvas.Rect.Dx()), math.Ceil((o[2]-area[0])*scale)))
	y1 := int(min(float64(canvas.Rect.Dy()), math.Ceil((o[3]-area[1])*scale)))
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			px, py := area[0]+(float64(x)+0.5)/scale, area[1]+(float64(y)+0.5)/scale
			u, v := inv.vector(px-ctm[4], py-ctm[5])
			if u < 0 || u >= 1 || v <= 0 || v > 1 {
				continue
			}
			c, a := m.under(u, v)
			if show != nil {
				s, b := show.under(u, v)
				a = a * int(s[0]) * b / (255 * 255)
			}
			if a == 0 {
				continue
			}
			d := canvas.Pix[canvas.PixOffset(x, y):]
			for k, v := range c {
				d[k] = uint8((int(v)*a + int(d[k])*(255-a) + 127) / 255)
			}
		}
	}
}

// under gives the colour and the opacity at a place in the unit square, whose
// top is the first row.
func (m *raster) under(u, v float64) (c [3]uint8, alpha int) {
	x, y := min(int(u*float64(m.Width)), m.Width-1), min(int((1-v)*float64(m.Height)), m.Height-1)
	alpha = 255
	if m.alpha != nil {
		alpha = int(m.alpha[y*m.Width+x])
	}
	r, g, b := m.At(x, y)
	return [3]uint8{r, g, b}, alpha
}
