package pdf

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// space is a colour space (section 8.6) reduced to what tells a grid from a
// curve and shows a scan: the number of components and a way to sRGB without
// colour management.
type space struct {
	n      int
	family family
	table  []byte // indexed: colours of base, base.n bytes each
	base   *space
}

type family uint8

const (
	greyscale family = iota
	rgb
	cmyk
	lab
	tint // amounts of inks, separation and the like: more is darker
	indexed
	pattern
)

var (
	grey     = &space{n: 1, family: greyscale}
	colour   = &space{n: 3, family: rgb}
	process  = &space{n: 4, family: cmyk}
	patterns = &space{n: 0, family: pattern}
)

// space reads a colour space from its name or array; unknown ones are nil.
func (f *file) space(o types.Object, resources types.Dict, depth int) *space {
	if depth > 4 {
		return nil
	}
	switch v := f.resolve(o).(type) {
	case types.Name:
		switch v {
		case "DeviceGray", "G", "CalGray":
			return grey
		case "DeviceRGB", "RGB", "CalRGB":
			return colour
		case "DeviceCMYK", "CMYK":
			return process
		case "Pattern":
			return patterns
		}
		if named, ok := f.dict(resources["ColorSpace"])[string(v)]; ok {
			return f.space(named, nil, depth+1)
		}
	case types.Array:
		if len(v) == 0 {
			return nil
		}
		if len(v) == 1 {
			return f.space(v[0], resources, depth+1)
		}
		switch f.name(v[0]) {
		case "CalGray":
			return grey
		case "CalRGB":
			return colour
		case "Lab":
			return &space{n: 3, family: lab}
		case "ICCBased":
			switch f.number(f.dict(v[1])["N"], 0) {
			case 1:
				return grey
			case 3:
				return colour
			case 4:
				return process
			}
		case "Separation":
			return &space{n: 1, family: tint}
		case "DeviceN":
			if n := len(f.array(v[1])); n > 0 && n <= 32 {
				return &space{n: n, family: tint}
			}
		case "Pattern":
			return patterns
		case "Indexed", "I":
			if len(v) != 4 {
				return nil
			}
			base := f.space(v[1], resources, depth+1)
			if base == nil || base.n == 0 || base.family == indexed {
				return nil
			}
			return &space{n: 1, family: indexed, base: base, table: f.table(v[3])}
		}
	}
	return nil
}

// table reads the colours of an indexed space, a string or a stream.
func (f *file) table(o types.Object) []byte {
	switch v := f.resolve(o).(type) {
	case types.StringLiteral:
		l := lexer{in: append(append([]byte{'('}, v...), ')')}
		return l.literal()
	case types.HexLiteral:
		l := lexer{in: append(append([]byte{'<'}, v...), '>')}
		return l.hex()
	case types.StreamDict:
		b, _, _, err := f.bytes(&v, 1<<20)
		if err == nil {
			return b
		}
	}
	return nil
}

// rgb gives the sRGB colour of components in their natural range.
func (s *space) rgb(c []float64) [3]uint8 {
	if len(c) < s.n {
		return [3]uint8{}
	}
	switch s.family {
	case greyscale:
		v := level(c[0])
		return [3]uint8{v, v, v}
	case rgb:
		return [3]uint8{level(c[0]), level(c[1]), level(c[2])}
	case cmyk: // section 10.3.5
		k := 1 - unit(c[3])
		return [3]uint8{level((1 - unit(c[0])) * k), level((1 - unit(c[1])) * k), level((1 - unit(c[2])) * k)}
	case lab:
		return labRGB(c[0], c[1], c[2])
	case tint:
		v := 1.0
		for _, t := range c[:s.n] {
			v *= 1 - unit(t)
		}
		g := level(v)
		return [3]uint8{g, g, g}
	case indexed:
		b := s.base
		i := int(max(0, min(c[0], 255)))
		if (i+1)*b.n > len(s.table) {
			return [3]uint8{}
		}
		entry := make([]float64, b.n)
		for k := range entry {
			entry[k] = float64(s.table[i*b.n+k]) / 255
		}
		if b.family == lab {
			entry[0], entry[1], entry[2] = 100*entry[0], 200*entry[1]-100, 200*entry[2]-100
		}
		return b.rgb(entry)
	}
	return [3]uint8{128, 128, 128} // a pattern: neither paper nor ink
}

func unit(v float64) float64 { return max(0, min(1, v)) }

func level(v float64) uint8 { return uint8(255*unit(v) + 0.5) }

// labRGB converts CIE L*a*b* of a white of its own to sRGB (IEC 61966-2-1),
// taking that white for paper white.
func labRGB(l, a, b float64) [3]uint8 {
	m := (l + 16) / 116
	g := func(x float64) float64 {
		if x >= 6.0/29 {
			return x * x * x
		}
		return 108.0 / 841 * (x - 4.0/29)
	}
	x, y, z := 0.9505*g(m+a/500), g(m), 1.089*g(m-b/200)
	curve := func(v float64) float64 {
		if v <= 0.0031308 {
			return 12.92 * v
		}
		return 1.055*math.Pow(v, 1/2.4) - 0.055
	}
	return [3]uint8{
		level(curve(3.2406*x - 1.5372*y - 0.4986*z)),
		level(curve(-0.9689*x + 1.8758*y + 0.0415*z)),
		level(curve(0.0557*x - 0.2040*y + 1.0570*z)),
	}
}
