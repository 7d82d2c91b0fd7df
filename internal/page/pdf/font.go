package pdf

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	metrics "github.com/pdfcpu/pdfcpu/pkg/font"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// font turns the bytes of a string into letters and widths; the shapes of the
// letters are not needed.
type font struct {
	composite bool
	mixed     bool              // composite with codes of one or two bytes
	ucs       bool              // composite whose codes are UTF-16
	lengths   [4]bool           // code lengths that the ToUnicode map names, 1 to 4
	letters   map[uint32]string // ToUnicode
	encoding  *[256]string      // of a simple font
	widths    map[uint32]float64
	missing   float64 // width of all others
}

// nofont stands for a font that is not there.
var nofont = &font{encoding: &latin, missing: 0.5}

// font reads a font dictionary (sections 9.6 to 9.10).
func (f *file) font(o types.Object) *font {
	d := f.dict(o)
	if d == nil {
		return nofont
	}
	out := &font{widths: map[uint32]float64{}, missing: 0.5}
	if sd := f.stream(d["ToUnicode"]); sd != nil {
		if b, _, _, err := f.bytes(sd, 4<<20); err == nil {
			out.letters, out.lengths = parseCMap(b)
		}
	}
	if f.name(d["Subtype"]) == "Type0" {
		f.compositeFont(out, d)
		return out
	}
	f.simpleFont(out, d)
	return out
}

func (f *file) simpleFont(out *font, d types.Dict) {
	out.encoding = f.encoding(d["Encoding"])
	scale := 0.001
	if f.name(d["Subtype"]) == "Type3" {
		if m := f.numbers(d["FontMatrix"]); len(m) == 6 {
			scale = m[0]
		}
	}
	if desc := f.dict(d["FontDescriptor"]); desc != nil {
		if w := f.number(desc["MissingWidth"], 0); w > 0 {
			out.missing = w * scale
		}
	}
	first := f.number(d["FirstChar"], 0)
	for i, w := range f.numbers(d["Widths"]) {
		if c := first + float64(i); c >= 0 && c < 256 {
			out.widths[uint32(c)] = w * scale
		}
	}
	if len(out.widths) > 0 {
		return
	}
	base := coreFont(f.name(d["BaseFont"]))
	for c, s := range out.encoding {
		r, size := utf8.DecodeRuneInString(s)
		if size == 0 {
			continue
		}
		var w int
		if guard(func() (err error) { w, err = metrics.CharWidth(base, r); return err }) == nil {
			out.widths[uint32(c)] = float64(w) / 1000
		}
	}
}

// coreFont maps the name of a font without widths to one of the fourteen that
// every viewer knows (section 9.6.2.2).
func coreFont(base string) string {
	if i := strings.IndexByte(base, '+'); i == 6 {
		base = base[7:]
	}
	if metrics.IsCoreFont(base) {
		return base
	}
	bold, slanted := strings.Contains(base, "Bold"), strings.Contains(base, "Italic") || strings.Contains(base, "Oblique")
	family, style := "Helvetica", [4]string{"", "-Bold", "-Oblique", "-BoldOblique"}
	switch {
	case strings.Contains(base, "Courier"), strings.Contains(base, "Mono"):
		family = "Courier"
	case strings.Contains(base, "Times"), strings.Contains(base, "Serif"):
		family, style = "Times", [4]string{"-Roman", "-Bold", "-Italic", "-BoldItalic"}
	}
	i := 0
	if bold {
		i++
	}
	if slanted {
		i += 2
	}
	return family + style[i]
}

func (f *file) compositeFont(out *font, d types.Dict) {
	out.composite = true
	out.missing = 1
	switch enc := f.name(d["Encoding"]); {
	case enc == "" || strings.HasPrefix(enc, "Identity"):
	case strings.Contains(enc, "UCS2"), strings.Contains(enc, "UTF16"):
		out.ucs = true
	default:
		// The encodings of East Asian systems, which have ASCII in one byte.
		out.mixed = true
	}
	kids := f.array(d["DescendantFonts"])
	if len(kids) == 0 {
		return
	}
	kid := f.dict(kids[0])
	out.missing = f.number(kid["DW"], 1000) / 1000
	w := f.array(kid["W"])
	for i := 0; i+1 < len(w); {
		first := f.number(w[i], -1)
		if first < 0 || first > 0xffff {
			return
		}
		if a := f.array(w[i+1]); a != nil {
			for k, v := range a {
				if k > 0xffff {
					return
				}
				out.widths[uint32(first)+uint32(k)] = f.number(v, 1000) / 1000
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return
		}
		last, width := f.number(w[i+1], -1), f.number(w[i+2], 1000)/1000
		for c := first; c <= min(last, 0xffff); c++ {
			out.widths[uint32(c)] = width
		}
		i += 3
	}
}

// decode calls f for each code of a string with its letters, its width in
// parts of the type size, and whether it is the single byte 32, which takes
// the word spacing.
func (f *font) decode(s []byte, each func(s string, width float64, space bool)) {
	if !f.composite {
		for _, c := range s {
			each(f.letter(uint32(c), f.encoding[c]), f.width(uint32(c)), c == ' ')
		}
		return
	}
	for len(s) > 0 {
		n := f.length(s)
		code := uint32(0)
		for _, c := range s[:n] {
			code = code<<8 | uint32(c)
		}
		glyph, letter := code, ""
		switch {
		case f.mixed && n == 1:
			letter = latin[s[0]]
			// In the four Adobe collections glyphs 1 to 95 are printable ASCII
			// (Adobe technical notes 5078 to 5080 and 5093).
			if code >= 0x20 && code < 0x7f {
				glyph = code - 31
			}
		case f.ucs && n == 2:
			letter = string(utf16.Decode([]uint16{uint16(code)}))
			if code >= 0x20 && code < 0x7f {
				glyph = code - 31
			}
		}
		each(f.letter(code, letter), f.width(glyph), n == 1 && s[0] == ' ')
		s = s[n:]
	}
}

// length is the number of bytes of the code that s begins with.
func (f *font) length(s []byte) int {
	n := 2
	switch {
	case f.mixed && s[0] < 0x80:
		n = 1
	case !f.mixed && !f.ucs && !f.lengths[2]:
		for k := 1; k <= 4; k++ {
			if f.lengths[k-1] {
				n = k
				break
			}
		}
	}
	return min(n, len(s))
}

func (f *font) letter(code uint32, otherwise string) string {
	if s, ok := f.letters[code]; ok && s != "" && s != "\x00" {
		return s
	}
	return otherwise
}

func (f *font) width(code uint32) float64 {
	if w, ok := f.widths[code]; ok {
		return w
	}
	return f.missing
}
