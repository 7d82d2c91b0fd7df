package synth

import (
	"fmt"
	"image"
	"math/rand/v2"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// streamCrop is where places of crops are drawn from.
const streamCrop uint64 = 12

// MapMM asks for the place on the sheet of every pixel: two planes of
// float32, x and y in millimetres, pixel by pixel.
const MapMM MaskKind = "mm"

// A Sample is a part of a picture with what a trainer wants to know about it.
type Sample struct {
	Header SampleHeader
	planes [][]byte
	studio *Studio // whose memory the planes lie in
	memory *[]byte
}

// SampleHeader describes a sample. Pixel places are those of the sample.
type SampleHeader struct {
	ID   string `json:"id"`
	Look Look   `json:"look"`
	Seed uint64 `json:"seed"`
	// X and Y are the sample's corner in the picture, which has PictureW by
	// PictureH pixels; W and H its size. Pixels beyond the picture are zero in
	// all planes but the places of flat samples.
	X        int `json:"x"`
	Y        int `json:"y"`
	W        int `json:"w"`
	H        int `json:"h"`
	PictureW int `json:"picture_w"`
	PictureH int `json:"picture_h"`
	// PxPerMM, of samples that lie flat on the sheet, is what [SampleOrder.Flat]
	// asked for; X and Y are 0 then. Turn is how far the sheet is turned in the
	// sample, in degrees clockwise.
	PxPerMM float64 `json:"px_per_mm,omitempty"`
	Turn    int     `json:"turn,omitempty"`
	// Planes lie behind the header in this order.
	Planes []SamplePlane `json:"planes"`

	Layout      string   `json:"layout"`
	SpeedMMPerS float64  `json:"speed_mm_s"`
	GainMMPerMV float64  `json:"gain_mm_mv"`
	Labels      []string `json:"labels,omitempty"`
	// Traces are the pieces of traces that pass through the sample, where
	// asked for.
	Traces []SampleTrace `json:"traces,omitempty"`
}

// A SamplePlane is one array of a sample.
type SamplePlane struct {
	Name string `json:"name"`
	// Type is "u8" or "f32" (little-endian IEEE 754).
	Type string `json:"type"`
	// Shape is that of the array, its last index running fastest.
	Shape []int `json:"shape"`
}

// A SampleTrace is a piece of a trace: every sample of the signal within the
// sample's pixels and some around them.
type SampleTrace struct {
	Lead    string `json:"lead"`
	Segment int    `json:"segment"`
	// Points are x, y in pixels, time in seconds, millivolts, and the share
	// that can be seen.
	Points [][5]float64 `json:"points"`
}

// A SampleOrder says what samples hold.
type SampleOrder struct {
	// Size is the side of samples in pixels, 16 to 4096; 0 means the whole
	// picture.
	Size int
	// Maps are masks, and [MapMM], besides the picture.
	Maps []MaskKind
	// Traces adds the pieces of traces to the header.
	Traces bool
	// Flat, if not 0, is a number of pixels a millimetre, 1 to 20: samples then
	// lie flat on the sheet, as the digitizer sees it. Picture and masks are
	// sampled through the exact map; one sample in eight shows the sheet turned
	// by quarters. It needs a Size.
	Flat float64
	// Studio makes the pictures; nil means one for each call.
	Studio *Studio
}

// Check tells which field is out of its range.
func (o *SampleOrder) Check() error {
	if o.Size != 0 && (o.Size < 16 || o.Size > 4096) {
		return fmt.Errorf("synth: samples of %d pixels, want 16 to 4096, or 0 for whole pictures", o.Size)
	}
	if o.Flat != 0 && (o.Size == 0 || !(o.Flat >= 1 && o.Flat <= 20)) {
		return fmt.Errorf("synth: flat samples of %d pixels with %g a millimetre, want a size, and 1 to 20", o.Size, o.Flat)
	}
	for i, m := range o.Maps {
		if slices.Contains(o.Maps[:i], m) {
			return fmt.Errorf("synth: map %q is asked for twice", m)
		}
		if m != MapMM && !slices.Contains(MaskKinds(), m) {
			return fmt.Errorf("synth: map %q is unknown; want one of %v or %s", m, MaskKinds(), MapMM)
		}
	}
	return nil
}

// Sample makes the sample of a look and a seed. Equal arguments give equal
// bytes.
func (o *SampleOrder) Sample(look Look, seed uint64, spec *Spec) (*Sample, error) {
	all, err := o.Samples(look, seed, spec, 1)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Samples makes n samples of one picture, at places drawn by chance, the first
// of them that of [SampleOrder.Sample]. What it takes to set a page up is then
// spent once.
func (o *SampleOrder) Samples(look Look, seed uint64, spec *Spec, n int) ([]*Sample, error) {
	s, err := o.studio().Scene(spec)
	if err != nil {
		return nil, err
	}
	out := make([]*Sample, n)
	rng := chance.Stream(seed, streamCrop)
	for i := range out {
		r, size := s.Bounds(), s.Bounds().Size()
		h := SampleHeader{ID: fmt.Sprintf("%s-%06d", look, seed), Look: look, Seed: seed}
		if i > 0 {
			h.ID = fmt.Sprintf("%s-%d", h.ID, i)
		}
		if o.Flat > 0 {
			if out[i], err = o.cutFlat(s, s.flatPlace(o, rng), h); err != nil {
				return nil, err
			}
			continue
		}
		if o.Size > 0 {
			r, size = s.place(o.Size, rng), image.Pt(o.Size, o.Size)
		}
		if out[i], err = o.cut(s, r, size, h); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (o *SampleOrder) studio() *Studio {
	if o.Studio == nil {
		return NewStudio(0)
	}
	return o.Studio
}

// cut makes the sample of a part of a picture.
func (o *SampleOrder) cut(s *Scene, r image.Rectangle, size image.Point, h SampleHeader) (*Sample, error) {
	img, err := s.expose(r, s.frame)
	if err != nil {
		return nil, err
	}
	s.frame = img.Pix
	t := s.Truth
	h.X, h.Y, h.W, h.H, h.PictureW, h.PictureH = r.Min.X, r.Min.Y, size.X, size.Y, t.view.W, t.view.H
	h.Layout, h.SpeedMMPerS, h.GainMMPerMV, h.Labels = t.Layout, t.SpeedMMPerS, t.GainMMPerMV, t.Labels
	out := o.planes(h, r, size, s.studio)
	pixels(out.planes[0], img, r, size.X)
	trails := t.trails(r)
	if err := t.maps(r, size.X, o.Maps, out.planes[1:], trails); err != nil {
		return nil, err
	}
	if o.Traces {
		out.Header.Traces = t.pieces(r, trails, r, func(_, _ float64, p *trailPoint) (u, v float64) {
			return p.x - float64(r.Min.X), p.y - float64(r.Min.Y)
		})
	}
	return out, nil
}

// planes are those of a sample, all zero; but the picture and the places on the
// sheet may be anything if the part r, where they will be written, is all of it.
func (o *SampleOrder) planes(h SampleHeader, r image.Rectangle, size image.Point, studio *Studio) *Sample {
	h.Planes = []SamplePlane{{"image", "u8", []int{size.Y, size.X, 3}}}
	bytes := 3
	for _, kind := range o.Maps {
		p := SamplePlane{string(kind), "u8", []int{planesOf(kind), size.Y, size.X}}
		if kind == MapMM {
			p.Type, p.Shape = "f32", []int{size.Y, size.X, 2}
		}
		h.Planes = append(h.Planes, p)
		bytes += planesOf(kind)
	}
	n := size.X * size.Y
	out := &Sample{Header: h, studio: studio, memory: studio.room(bytes * n)}
	rest := *out.memory
	take := func(pixel int, whole bool) {
		plane := rest[: pixel*n : pixel*n]
		if !whole || r.Size() != size {
			clear(plane)
		}
		out.planes, rest = append(out.planes, plane), rest[len(plane):]
	}
	take(3, true)
	for _, kind := range o.Maps {
		take(planesOf(kind), kind == MapMM)
	}
	return out
}

// Release gives the memory of the planes to samples that are made later. The
// sample has none then.
func (s *Sample) Release() {
	if s.memory != nil {
		s.studio.rooms.Put(s.memory)
	}
	s.planes, s.memory = nil, nil
}

// place chooses a crop that shows some of the sheet: its middle is a place of
// the sheet drawn by chance.
func (s *Scene) place(size int, rng *rand.Rand) image.Rectangle {
	t := s.Truth
	x, y := t.view.About(chance.Between(rng, 0, t.SizeMM[0]), chance.Between(rng, 0, t.SizeMM[1]))
	corner := func(mid float64, n int) int { return min(max(int(mid)-size/2, 0), max(n-size, 0)) }
	at := image.Pt(corner(x, t.view.W), corner(y, t.view.H))
	return image.Rectangle{at, at.Add(image.Pt(size, size))}.Intersect(s.Bounds())
}

// pieceMargin is how far around a sample its traces are told, in pixels.
const pieceMargin = 16

// pieces are the traces' samples in and around a part of the picture, of which
// a sample shows what at tells.
func (t *Truth) pieces(r image.Rectangle, trails []trail, sample image.Rectangle, at func(x, y float64, p *trailPoint) (u, v float64)) (out []SampleTrace) {
	near := t.reach(r)
	for i := range trails {
		s := &t.Segments[trails[i].segment]
		var piece [][5]float64
		flush := func() {
			if piece != nil {
				out = append(out, SampleTrace{Lead: s.Lead, Segment: trails[i].segment, Points: piece})
			}
			piece = nil
		}
		for j, p := range trails[i].points {
			k := trails[i].first + j
			x, y := s.Point(k)
			px, py := at(x, y, &p)
			if x < near[0] || x > near[2] || y < near[1]-1 || y > near[3]+1 ||
				px < -pieceMargin || py < -pieceMargin || px > float64(sample.Dx()+pieceMargin) || py > float64(sample.Dy()+pieceMargin) {
				flush()
				continue
			}
			piece = append(piece, [5]float64{round(px, 1e3), round(py, 1e3), round(s.T0+float64(k)/t.RateHz, 1e4), round(s.MV[k], 1e4), round(float64(p.seen), 100)})
		}
		flush()
	}
	return out
}

// Others are n samples of a picture that shows no ECG: their maps are all
// zero.
func (o *SampleOrder) Others(look Look, seed uint64, img *image.NRGBA, n int) []*Sample {
	out := make([]*Sample, n)
	rng := chance.Stream(seed, streamCrop)
	studio := o.studio()
	for i := range out {
		if o.Flat > 0 {
			out[i] = o.otherFlat(SampleHeader{ID: fmt.Sprintf("%s-%06d", look, seed), Look: look, Seed: seed, PictureW: img.Rect.Dx(), PictureH: img.Rect.Dy()}, img, rng, studio)
		} else {
			out[i] = o.other(look, seed, img, rng, studio)
		}
		if i > 0 {
			out[i].Header.ID = fmt.Sprintf("%s-%d", out[i].Header.ID, i)
		}
	}
	return out
}

func (o *SampleOrder) other(look Look, seed uint64, img *image.NRGBA, rng *rand.Rand, studio *Studio) *Sample {
	r := img.Rect
	size := r.Size()
	if o.Size > 0 {
		at := image.Pt(rng.IntN(max(size.X-o.Size, 0)+1), rng.IntN(max(size.Y-o.Size, 0)+1))
		size = image.Pt(o.Size, o.Size)
		r = image.Rectangle{at, at.Add(size)}.Intersect(r)
	}
	out := o.planes(SampleHeader{ID: fmt.Sprintf("%s-%06d", look, seed), Look: look, Seed: seed, X: r.Min.X, Y: r.Min.Y,
		W: size.X, H: size.Y, PictureW: img.Rect.Dx(), PictureH: img.Rect.Dy()}, image.Rectangle{}, size, studio)
	pixels(out.planes[0], img, r, size.X)
	return out
}

// pixels writes the colours of a part of a picture, in rows of width.
func pixels(rgb []byte, img *image.NRGBA, r image.Rectangle, width int) {
	if r.Empty() {
		return
	}
	for y := range r.Dy() {
		row := img.Pix[img.PixOffset(r.Min.X, r.Min.Y+y):][:4*r.Dx()]
		to := rgb[3*y*width:]
		// Four bytes at a time, the last of which the next pixel overwrites.
		for ; len(row) > 4; row, to = row[4:], to[3:] {
			*(*[4]byte)(to) = *(*[4]byte)(row)
		}
		copy(to[:3], row)
	}
}
