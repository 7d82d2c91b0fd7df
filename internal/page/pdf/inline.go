package pdf

import (
	"bytes"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// inlineFilters are the short names of filters (section 8.9.7, table 94).
var inlineFilters = map[string]string{
	"AHx": filter.ASCIIHex, "A85": filter.ASCII85, "LZW": filter.LZW, "Fl": filter.Flate,
	"RL": filter.RunLength, "CCF": filter.CCITTFax, "DCT": filter.DCT,
}

// inlineImage reads a picture that stands in the content itself, after BI
// (section 8.9.7).
func (m *machine) inlineImage(l *lexer) {
	d := types.Dict{}
	var key string
	for {
		t := l.next()
		if t.kind == end {
			return
		}
		if t.is("ID") {
			break
		}
		if key == "" {
			if t.kind == name {
				key = string(t.text)
			}
			continue
		}
		d[key] = object(t)
		key = ""
	}
	if l.at < len(l.in) {
		l.at++ // one white space byte
	}
	var chain []types.PDFFilter
	switch v := first(d, "Filter", "F").(type) {
	case types.Name:
		chain = []types.PDFFilter{{Name: string(v)}}
	case types.Array:
		for _, o := range v {
			if n, ok := o.(types.Name); ok {
				chain = append(chain, types.PDFFilter{Name: string(n)})
			}
		}
	}
	for i := range chain {
		if long, ok := inlineFilters[chain[i].Name]; ok {
			chain[i].Name = long
		}
	}
	switch v := first(d, "DecodeParms", "DP").(type) {
	case types.Dict:
		if len(chain) > 0 {
			chain[len(chain)-1].DecodeParms = v
		}
	case types.Array:
		for i, o := range v {
			if p, ok := o.(types.Dict); ok && i < len(chain) {
				chain[i].DecodeParms = p
			}
		}
	}
	f := m.file
	s := f.space(first(d, "ColorSpace", "CS"), m.resources, 0)
	size := -1
	if len(chain) == 0 {
		n := 1
		if s != nil {
			n = s.n
		}
		bits := f.number(first(d, "BitsPerComponent", "BPC"), 8)
		if f.boolean(first(d, "ImageMask", "IM")) {
			n, bits = 1, 1
		}
		w, h := f.number(first(d, "Width", "W"), 0), f.number(first(d, "Height", "H"), 0)
		if bytes := float64(int((w*bits*float64(n)+7)/8)) * h; bytes >= 0 && bytes <= float64(len(l.in)-l.at) {
			size = int(bytes)
		}
	}
	data := inlineData(l, size)
	if data == nil {
		return
	}
	if im, ok := d["IM"]; ok {
		d["ImageMask"] = im
	}
	sd := &types.StreamDict{Dict: d, Raw: data, FilterPipeline: chain}
	m.place(sd, s)
}

// inlineData takes the bytes up to the operator EI, after size bytes if that
// is known.
func inlineData(l *lexer, size int) []byte {
	start := l.at
	at := start
	if size > 0 {
		at += size
	}
	for {
		k := bytes.Index(l.in[at:], []byte("EI"))
		if k < 0 {
			l.at = len(l.in)
			return nil
		}
		at += k
		before := at == start || isSpace(l.in[at-1]) || at == start+size
		after := at+2 >= len(l.in) || isSpace(l.in[at+2]) || isDelimiter(l.in[at+2])
		if before && after {
			l.at = at + 2
			return l.in[start:at]
		}
		at += 2
	}
}

// object turns a token into the object it writes.
func object(t token) types.Object {
	switch t.kind {
	case number:
		if t.num == float64(int(t.num)) {
			return types.Integer(int(t.num))
		}
		return types.Float(t.num)
	case name:
		return types.Name(t.text)
	case list:
		out := types.Array{}
		for _, k := range t.list {
			out = append(out, object(k))
		}
		return out
	case keyed:
		out := types.Dict{}
		for i := 0; i+1 < len(t.list); i += 2 {
			if t.list[i].kind == name {
				out[string(t.list[i].text)] = object(t.list[i+1])
			}
		}
		return out
	case text:
		// A hex string, which can not be misread.
		const digits = "0123456789ABCDEF"
		var b []byte
		for _, c := range t.text {
			b = append(b, digits[c>>4], digits[c&15])
		}
		return types.HexLiteral(b)
	case action:
		return types.Boolean(string(t.text) == "true")
	}
	return nil
}
