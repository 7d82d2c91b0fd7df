package pdf

import (
	"math"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// text2d holds the two matrices of a text object (section 9.4.1).
type text2d struct{ glyph, line matrix }

// textOperator carries out the operators of sections 9.3 and 9.4; a holds the
// operands of those with a fixed number of numbers.
func (m *machine) textOperator(op string, a []float64, operands []token) {
	t := &m.state.text
	switch op {
	case "BT":
		m.lines = text2d{identity, identity}
	case "Tc":
		t.char = a[0]
	case "Tw":
		t.word = a[0]
	case "Tz":
		t.stretch = a[0] / 100
	case "TL":
		t.leading = a[0]
	case "Ts":
		t.rise = a[0]
	case "Tr":
		t.mode = int(max(0, min(7, a[0])))
	case "Tf":
		m.setFont(operands)
	case "Td":
		m.newLine(a[0], a[1])
	case "TD":
		t.leading = -a[1]
		m.newLine(a[0], a[1])
	case "Tm":
		if next := matrix(a); next.finite() {
			m.lines = text2d{next, next}
		}
	case "T*":
		m.newLine(0, -t.leading)
	case "Tj":
		m.show(operands)
	case "TJ":
		if n := len(operands); n > 0 && operands[n-1].kind == list {
			m.show(operands[n-1].list)
		}
	case "'":
		m.newLine(0, -t.leading)
		m.show(operands)
	case `"`:
		if n := len(operands); n >= 3 && operands[n-3].kind == number && operands[n-2].kind == number {
			t.word, t.char = operands[n-3].num, operands[n-2].num
		}
		m.newLine(0, -t.leading)
		if n := len(operands); n > 0 {
			m.show(operands[n-1:])
		}
	}
}

func (m *machine) newLine(x, y float64) {
	if next := (matrix{1, 0, 0, 1, x, y}).times(m.lines.line); next.finite() {
		m.lines = text2d{next, next}
	}
}

func (m *machine) setFont(operands []token) {
	n := len(operands)
	if n < 2 || operands[n-2].kind != name || operands[n-1].kind != number {
		return
	}
	t := &m.state.text
	t.size = operands[n-1].num
	t.font = m.font(m.file.dict(m.resources["Font"])[string(operands[n-2].text)])
}

// font reads a font once.
func (m *machine) font(o types.Object) *font {
	key := ""
	if ref, ok := o.(types.IndirectRef); ok {
		key = ref.String()
		if f, ok := m.fonts[key]; ok {
			return f
		}
	}
	f := m.file.font(o)
	if key != "" {
		m.fonts[key] = f
	}
	return f
}

// A step inside a TJ array wider than a word space is written as one, and one
// wider than a column gap ends the string. In parts of the type size.
const (
	wordGap   = 0.22
	columnGap = 1.2
	backStep  = -0.6
)

// show paints strings with steps between them (section 9.4.3).
func (m *machine) show(items []token) {
	t := &m.state.text
	f := t.font
	if f == nil {
		f = nofont
	}
	var said strings.Builder
	begin := m.lines.glyph
	flush := func() {
		m.emit(said.String(), begin)
		said.Reset()
		begin = m.lines.glyph
	}
	for _, item := range items {
		switch item.kind {
		case number:
			step := -item.num / 1000
			if step > columnGap || step < backStep {
				flush()
				m.advance(step * t.size * t.stretch)
				begin = m.lines.glyph
				continue
			}
			if step > wordGap && said.Len() > 0 && !strings.HasSuffix(said.String(), " ") {
				said.WriteByte(' ')
			}
			m.advance(step * t.size * t.stretch)
		case text:
			f.decode(item.text, func(s string, width float64, space bool) {
				said.WriteString(s)
				w := width*t.size + t.char
				if space {
					w += t.word
				}
				m.advance(w * t.stretch)
			})
		}
	}
	flush()
}

// advance moves along the base line, in text space.
func (m *machine) advance(x float64) {
	if next := (matrix{1, 0, 0, 1, x, 0}).times(m.lines.glyph); next.finite() {
		m.lines.glyph = next
	}
}

// emit gives a string that began at a text matrix and ends at the present one
// to the page. Hidden text and text outside the clip are not on the page.
func (m *machine) emit(s string, begin matrix) {
	s = strings.TrimRight(s, " \x00")
	if strings.TrimSpace(s) == "" {
		return
	}
	t, c := &m.state.text, m.state.ctm
	if t.mode == 3 || t.mode == 7 || m.state.hidden[1] && t.mode != 1 {
		return
	}
	start := begin.times(c).apply(0, t.rise)
	stop := m.lines.glyph.times(c).apply(0, t.rise)
	full := begin.times(c)
	ax, ay := full.vector(1, 0)
	ux, uy := full.vector(0, t.size)
	size := math.Hypot(ux, uy)
	if t.size < 0 {
		ax, ay = -ax, -ay
	}
	if !m.state.clip.grow(size).has(start) {
		return
	}
	if len(m.out.Texts) >= maxTexts {
		m.fail("strings on one page", maxTexts+1, maxTexts)
		return
	}
	m.out.Texts = append(m.out.Texts, page.Text{
		String: s, X: start[0], Y: start[1], Size: size,
		Width: math.Hypot(stop[0]-start[0], stop[1]-start[1]), Angle: math.Atan2(ay, ax),
	})
}
