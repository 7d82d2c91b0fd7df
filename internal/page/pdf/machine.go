package pdf

import (
	"context"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// Limits on what the drawing of one page may ask for. An ECG of twelve leads
// takes some 20,000 operators.
const (
	maxOperators = 20_000_000
	maxPoints    = 8_000_000
	maxTexts     = 500_000
	maxImages    = 20_000
	maxForms     = 24 // forms inside forms
	maxOperands  = 1 << 14
)

// machine runs content streams and keeps what they paint.
type machine struct {
	ctx  context.Context
	file *file
	out  *page.Vector

	state state
	saved []state
	path  outline
	clips bool   // the path clips once it is painted
	lines text2d // text matrices

	resources types.Dict
	fonts     map[string]*font // by object, see fontKey
	forms     map[int][]byte   // decoded forms by object number
	depth     int
	operators int
	points    int
	decoded   int64 // bytes of content so far
	images    []placed
	err       error
}

// placed is a picture on the page.
type placed struct {
	stream *types.StreamDict
	space  *space
	ctm    matrix // unit square to points on the page
	fill   [3]uint8
	seen   rect // box around what shows
}

// draw runs the content of a page.
func (f *file) draw(ctx context.Context, l leaf) (*machine, error) {
	ctm, w, h := l.matrix()
	m := &machine{ctx: ctx, file: f, out: &page.Vector{Width: w, Height: h},
		resources: l.resources, fonts: map[string]*font{}, forms: map[int][]byte{},
		state: newState(ctm, rect{0, 0, w, h})}
	content, err := f.content(l.contents)
	if err != nil {
		return nil, err
	}
	m.run(content)
	return m, m.err
}

// content puts the streams of a page together; an operator may not be cut by
// their ends but operands may stand before one (section 7.8.2).
func (f *file) content(o types.Object) ([]byte, error) {
	switch v := f.resolve(o).(type) {
	case types.StreamDict:
		b, _, _, err := f.bytes(&v, maxContent)
		return b, err
	case types.Array:
		var all []byte
		for _, part := range v {
			sd := f.stream(part)
			if sd == nil {
				continue
			}
			b, _, _, err := f.bytes(sd, maxContent-int64(len(all)))
			if err != nil {
				return nil, err
			}
			all = append(append(all, b...), '\n')
		}
		return all, nil
	}
	return nil, nil // an empty page
}

func (m *machine) fail(what string, have, most int64) {
	if m.err == nil {
		m.err = &page.TooLargeError{Format: format, What: what, Have: have, Max: most}
	}
}

// run carries out the operators of one stream. What it does not understand it
// passes by, as viewers do.
func (m *machine) run(content []byte) {
	l := lexer{in: content}
	var operands []token
	for m.err == nil {
		t := l.next()
		if t.kind == end {
			return
		}
		if t.kind != action {
			if len(operands) < maxOperands {
				operands = append(operands, t)
			}
			continue
		}
		if m.operators++; m.operators > maxOperators {
			m.fail("drawing operators", int64(m.operators), maxOperators)
			return
		}
		if m.operators&0xfff == 0 {
			if m.err = m.ctx.Err(); m.err != nil {
				return
			}
		}
		if string(t.text) == "BI" {
			m.inlineImage(&l)
		} else {
			m.do(string(t.text), operands)
		}
		operands = operands[:0]
		if m.path.count > maxPoints || m.points > maxPoints {
			m.fail("points on one page", maxPoints+1, maxPoints)
		}
	}
}

// args is the last n operands if all are numbers.
func args(operands []token, n int) ([]float64, bool) {
	if len(operands) < n {
		return nil, false
	}
	var out [8]float64
	for i, t := range operands[len(operands)-n:] {
		if t.kind != number {
			return nil, false
		}
		out[i] = t.num
	}
	return out[:n], true
}

// arity is the number of numeric operands of the operators that have a fixed
// one; with fewer they are passed by.
var arity = map[string]int{
	"cm": 6, "w": 1, "m": 2, "l": 2, "c": 6, "v": 4, "y": 4, "re": 4,
	"g": 1, "G": 1, "rg": 3, "RG": 3, "k": 4, "K": 4,
	"Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Tr": 1, "Ts": 1, "Td": 2, "TD": 2, "Tm": 6,
}

// do carries out one operator (annex A).
func (m *machine) do(op string, operands []token) {
	var a []float64
	if n := arity[op]; n > 0 {
		var ok bool
		if a, ok = args(operands, n); !ok {
			return
		}
	}
	s, p := &m.state, &m.path
	switch op {
	case "q":
		if len(m.saved) >= maxStates {
			m.fail("saved graphics states", maxStates+1, maxStates)
			return
		}
		m.saved = append(m.saved, *s)
	case "Q":
		if n := len(m.saved); n > 0 {
			*s = m.saved[n-1]
			m.saved = m.saved[:n-1]
		}
	case "cm":
		if next := matrix(a).times(s.ctm); next.finite() {
			s.ctm = next
		}
	case "w":
		s.width = max(0, a[0])
	case "gs":
		m.parameters(operands)

	case "m":
		p.move(s.ctm, a[0], a[1])
	case "l":
		p.line(s.ctm, a[0], a[1])
	case "c":
		p.curve(s.ctm, a[0], a[1], a[2], a[3], a[4], a[5])
	case "v":
		p.curve(s.ctm, p.now[0], p.now[1], a[0], a[1], a[2], a[3])
	case "y":
		p.curve(s.ctm, a[0], a[1], a[2], a[3], a[2], a[3])
	case "h":
		p.close()
	case "re":
		p.rectangle(s.ctm, a[0], a[1], a[2], a[3])

	case "S":
		m.paint(true, false)
	case "s":
		p.close()
		m.paint(true, false)
	case "f", "F", "f*":
		m.paint(false, true)
	case "B", "B*":
		m.paint(true, true)
	case "b", "b*":
		p.close()
		m.paint(true, true)
	case "n":
		m.paint(false, false)
	case "W", "W*":
		m.clips = true

	case "g":
		s.fill = paint{grey, grey.rgb(a)}
	case "G":
		s.stroke = paint{grey, grey.rgb(a)}
	case "rg":
		s.fill = paint{colour, colour.rgb(a)}
	case "RG":
		s.stroke = paint{colour, colour.rgb(a)}
	case "k":
		s.fill = paint{process, process.rgb(a)}
	case "K":
		s.stroke = paint{process, process.rgb(a)}
	case "cs":
		m.setSpace(&s.fill, operands)
	case "CS":
		m.setSpace(&s.stroke, operands)
	case "sc", "scn":
		m.setColour(&s.fill, operands)
	case "SC", "SCN":
		m.setColour(&s.stroke, operands)

	case "Do":
		if len(operands) > 0 && operands[len(operands)-1].kind == name {
			m.object(string(operands[len(operands)-1].text))
		}
	default:
		m.textOperator(op, a, operands)
	}
}

// paint ends the current path: it is painted, then it clips if asked to.
func (m *machine) paint(stroked, filled bool) {
	m.paintPath(stroked, filled)
	m.points += m.path.count
	if m.clips && len(m.path.parts) > 0 {
		m.state.clip = m.state.clip.cut(m.path.box())
	}
	m.clips = false
	m.path = outline{}
}

func (m *machine) setSpace(p *paint, operands []token) {
	if len(operands) == 0 || operands[len(operands)-1].kind != name {
		return
	}
	s := m.file.space(types.Name(operands[len(operands)-1].text), m.resources, 0)
	if s == nil {
		s = patterns
	}
	*p = paint{space: s}
	if s.family != cmyk && s.family != tint { // whose first colours are black as well, but not of zeros
		p.rgb = s.rgb(make([]float64, s.n))
	}
}

func (m *machine) setColour(p *paint, operands []token) {
	if p.space == nil {
		p.space = grey
	}
	var c []float64
	for _, t := range operands {
		if t.kind == number {
			c = append(c, t.num)
		}
	}
	p.rgb = p.space.rgb(c)
}

// parameters applies a dictionary of graphics state parameters (section 8.4.5).
func (m *machine) parameters(operands []token) {
	if len(operands) == 0 || operands[0].kind != name {
		return
	}
	f := m.file
	d := f.dict(f.dict(m.resources["ExtGState"])[string(operands[0].text)])
	s := &m.state
	s.width = max(0, f.number(d["LW"], s.width))
	for i, key := range [2]string{"CA", "ca"} {
		if v, ok := d[key]; ok {
			s.hidden[i] = f.number(v, 1) <= 0
		}
	}
	if a := f.array(d["Font"]); len(a) == 2 {
		s.text.font = m.font(a[0])
		s.text.size = f.number(a[1], s.text.size)
	}
}

// object paints a form or a picture (section 8.8).
func (m *machine) object(key string) {
	f := m.file
	o := f.dict(m.resources["XObject"])[key]
	sd := f.stream(o)
	if sd == nil {
		return
	}
	switch f.name(sd.Dict["Subtype"]) {
	case "Image":
		m.place(sd, f.space(sd.Dict["ColorSpace"], m.resources, 0))
	case "Form":
		m.form(o, sd)
	}
}

// place keeps a picture for later.
func (m *machine) place(sd *types.StreamDict, s *space) {
	if len(m.images) >= maxImages {
		m.fail("pictures on one page", maxImages+1, maxImages)
		return
	}
	ctm := m.state.ctm
	seen := bounds([][2]float64{ctm.apply(0, 0), ctm.apply(1, 0), ctm.apply(0, 1), ctm.apply(1, 1)}).cut(m.state.clip)
	if seen.empty() || m.state.hidden[1] {
		return
	}
	m.images = append(m.images, placed{stream: sd, space: s, ctm: ctm, fill: m.state.fill.rgb, seen: seen})
}

// form runs the stream of a form (section 8.10).
func (m *machine) form(o types.Object, sd *types.StreamDict) {
	if m.depth >= maxForms {
		return // a form that holds itself; viewers stop here as well
	}
	f := m.file
	content, ok := []byte(nil), false
	ref, indirect := o.(types.IndirectRef)
	if indirect {
		content, ok = m.forms[int(ref.ObjectNumber)]
	}
	if !ok {
		var err error
		if content, _, _, err = f.bytes(sd, maxContent-m.decoded); err != nil {
			m.err = err
			return
		}
		m.decoded += int64(len(content))
		if indirect {
			m.forms[int(ref.ObjectNumber)] = content
		}
	}

	keep, saved, resources, lines := m.state, m.saved, m.resources, m.lines
	path, clips := m.path, m.clips
	m.saved, m.path, m.clips = nil, outline{}, false
	m.depth++
	if a := f.numbers(sd.Dict["Matrix"]); len(a) == 6 {
		if next := matrix(a).times(m.state.ctm); next.finite() {
			m.state.ctm = next
		}
	}
	if b := f.box(sd.Dict["BBox"]); b != nil {
		c := m.state.ctm
		m.state.clip = m.state.clip.cut(bounds([][2]float64{c.apply(b[0], b[1]), c.apply(b[2], b[1]), c.apply(b[0], b[3]), c.apply(b[2], b[3])}))
	}
	if r := f.dict(sd.Dict["Resources"]); r != nil {
		m.resources = r
	}
	m.run(content)
	m.depth--
	m.state, m.saved, m.resources, m.lines, m.path, m.clips = keep, saved, resources, lines, path, clips
}
