package ccitt

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	other "golang.org/x/image/ccitt"
)

// A writer codes rows for the tests, bit by bit as the tables say.
type writer struct {
	bits  strings.Builder
	white []string
	black []string
	long  []string
}

func newWriter() *writer {
	return &writer{white: strings.Fields(whiteCodes), black: strings.Fields(blackCodes), long: strings.Fields(longCodes)}
}

func (w *writer) run(n, colour int) {
	list := w.white
	if colour == 1 {
		list = w.black
	}
	for n >= 2560 {
		w.bits.WriteString(w.long[12])
		n -= 2560
	}
	if n >= 1792 {
		w.bits.WriteString(w.long[(n-1792)/64])
		n %= 64
	} else if n >= 64 {
		w.bits.WriteString(list[63+n/64])
		n %= 64
	}
	w.bits.WriteString(list[n])
}

// changes lists where the colour of a row changes, beginning with white.
func changes(row []uint8) []int {
	var list []int
	last := uint8(255)
	for x, v := range row {
		if v != last {
			list = append(list, x)
			last = v
		}
	}
	return list
}

func (w *writer) flat(row []uint8) {
	x, colour := 0, 0
	for _, to := range append(changes(row), len(row)) {
		w.run(to-x, colour)
		x, colour = to, 1-colour
	}
}

func (w *writer) byAbove(above, row []uint8) {
	n := len(row)
	next := func(list []int, from, colour int) (int, int) { // the first change beyond from to the other colour, and the one after
		for i, x := range list {
			if x > from && i%2 == colour {
				if i+1 < len(list) {
					return x, list[i+1]
				}
				return x, n
			}
		}
		return n, n
	}
	up, here := changes(above), changes(row)
	for a0, colour := -1, 0; a0 < n; {
		b1, b2 := next(up, a0, colour)
		a1, a2 := next(here, a0, colour)
		switch d := a1 - b1; {
		case b2 < a1:
			w.bits.WriteString(modeCodes[modePass])
			a0 = b2
		case d >= -3 && d <= 3:
			w.bits.WriteString(modeCodes[modeV0+d])
			a0, colour = a1, 1-colour
		default:
			w.bits.WriteString(modeCodes[modeHorizontal])
			w.run(a1-max(a0, 0), colour)
			w.run(a2-a1, 1-colour)
			a0 = a2
		}
	}
}

func (w *writer) align() {
	for w.bits.Len()%8 != 0 {
		w.bits.WriteByte('0')
	}
}

func (w *writer) bytes() []byte {
	w.align()
	s := w.bits.String()
	out := make([]byte, len(s)/8)
	for i := range s {
		out[i/8] |= (s[i] - '0') << (7 - i%8)
	}
	return out
}

const endOfLine = "000000000001"

// rows makes a picture with runs of many lengths.
func rows(r *rand.Rand, columns, n int) [][]uint8 {
	list := make([][]uint8, n)
	for y := range list {
		row := bytes.Repeat([]byte{255}, columns)
		switch {
		case y > 0 && r.IntN(4) > 0: // like the one above, with some changes moved
			copy(row, list[y-1])
			for range r.IntN(6) {
				x := r.IntN(columns)
				copy(row[x:], bytes.Repeat(row[x:x+1], r.IntN(5)))
			}
		case r.IntN(5) > 0:
			v := uint8(255)
			for x := 0; x < columns; {
				length := 1 << r.IntN(12)
				length = min(columns-x, 1+r.IntN(length))
				copy(row[x:], bytes.Repeat([]byte{v}, length))
				x, v = x+length, ^v
			}
		}
		list[y] = row
	}
	return list
}

// encode writes a picture in one of the codings.
func encode(list [][]uint8, opt Options, ends, fill bool) []byte {
	w := newWriter()
	above := bytes.Repeat([]byte{255}, opt.Columns)
	for y, row := range list {
		if opt.ByteAligned {
			w.align()
		}
		if ends {
			for fill && (w.bits.Len()+len(endOfLine))%8 != 0 {
				w.bits.WriteByte('0')
			}
			w.bits.WriteString(endOfLine)
		}
		flat := opt.Coding == Group3 || opt.Coding == Group3Mixed && y%4 == 0
		if opt.Coding == Group3Mixed {
			w.bits.WriteByte(map[bool]byte{true: '1', false: '0'}[flat])
		}
		if flat {
			w.flat(row)
		} else {
			w.byAbove(above, row)
		}
		above = row
	}
	switch {
	case opt.Coding == Group4:
		if opt.ByteAligned {
			w.align()
		}
		w.bits.WriteString(endOfLine + endOfLine)
	case ends:
		tag := map[bool]string{true: "1", false: ""}[opt.Coding == Group3Mixed]
		w.bits.WriteString(strings.Repeat(endOfLine+tag, 6))
	}
	return w.bytes()
}

// read decodes until the end.
func read(src []byte, opt Options) ([][]uint8, error) {
	r, err := NewReader(src, opt)
	if err != nil {
		return nil, err
	}
	var list [][]uint8
	for len(list) < 1000 {
		row := make([]uint8, opt.Columns)
		if err := r.Row(row); err != nil {
			return list, err
		}
		list = append(list, row)
	}
	return list, nil
}

var kinds = []struct {
	name       string
	opt        Options
	ends, fill bool
}{
	{"group 3", Options{Coding: Group3}, true, false},
	{"group 3 without ends of line", Options{Coding: Group3}, false, false},
	{"group 3 with filled ends of line", Options{Coding: Group3}, true, true},
	{"modified huffman", Options{Coding: Group3, ByteAligned: true}, false, false},
	{"group 3 mixed", Options{Coding: Group3Mixed}, true, false},
	{"group 3 mixed without ends of line", Options{Coding: Group3Mixed}, false, false},
	{"group 3 mixed with filled ends of line", Options{Coding: Group3Mixed}, true, true},
	{"group 4", Options{Coding: Group4}, false, false},
	{"group 4 at whole bytes", Options{Coding: Group4, ByteAligned: true}, false, false},
}

// TestRoundTrip reads what the tests wrote, in every coding and many widths.
func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, k := range kinds {
		for _, columns := range []int{1, 2, 7, 8, 63, 64, 65, 1728, 2560, 2561, 9000} {
			opt := k.opt
			opt.Columns = columns
			want := rows(r, columns, 30)
			got, err := read(encode(want, opt, k.ends, k.fill), opt)
			if err != io.EOF {
				t.Fatalf("%s, %d columns: %v after %d rows", k.name, columns, err, len(got))
			}
			if len(got) < len(want) {
				t.Fatalf("%s, %d columns: %d rows", k.name, columns, len(got))
			}
			for y := range want {
				if !bytes.Equal(got[y], want[y]) {
					t.Fatalf("%s, %d columns: row %d differs", k.name, columns, y)
				}
			}
		}
	}
}

// TestAllRuns checks every run length against another reader, so that a
// mistake in the tables can not hide on both sides.
func TestAllRuns(t *testing.T) {
	const columns = 6000
	var list [][]uint8
	for n := 0; n <= 2700; n++ {
		row := bytes.Repeat([]byte{255}, columns)
		copy(row[n:], make([]uint8, n))
		list = append(list, row)
	}
	for _, k := range []struct {
		opt Options
		sub other.SubFormat
	}{
		{Options{Columns: columns, Coding: Group3}, other.Group3},
		{Options{Columns: columns, Coding: Group4}, other.Group4},
	} {
		src := encode(list, k.opt, k.sub == other.Group3, false)
		packed, err := io.ReadAll(other.NewReader(bytes.NewReader(src), other.MSB, k.sub, columns, len(list), nil))
		if err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(src, k.opt)
		if err != nil {
			t.Fatal(err)
		}
		row := make([]uint8, columns)
		for y := range list {
			if err := r.Row(row); err != nil {
				t.Fatalf("row %d: %v", y, err)
			}
			for x, v := range row {
				paper := packed[y*columns/8+x/8]>>(7-x%8)&1 == 1
				if paper != (v == 255) || v != list[y][x] {
					t.Fatalf("coding %d, row %d, column %d: %d", k.opt.Coding, y, x, v)
				}
			}
		}
	}
}

// TestBroken checks that cut and damaged streams end in an error and not in
// rows that were never there.
func TestBroken(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, k := range kinds {
		opt := k.opt
		opt.Columns = 200
		src := encode(rows(r, 200, 20), opt, k.ends, k.fill)
		for n := range src {
			if got, err := read(src[:n], opt); err == nil || len(got) > 20 {
				t.Fatalf("%s cut at %d of %d: %d rows, %v", k.name, n, len(src), len(got), err)
			}
		}
	}
	for _, c := range []struct {
		name, bits string
		coding     Coding
		want       error
	}{
		{"too long", "00110101" + strings.Repeat("0000110111"+"00110100", 9), Group3, nil},
		{"no run", "000000001111111111111111", Group3, nil},
		{"extension", "0000001111", Group4, ErrExtension},
		{"change before the row", "011" + "0000010", Group4, nil},
	} {
		w := newWriter()
		w.bits.WriteString(c.bits)
		_, err := read(append(w.bytes(), make([]byte, 9)...), Options{Columns: 100, Coding: c.coding})
		if err == nil || err == io.EOF || err == io.ErrUnexpectedEOF || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: error %v", c.name, err)
		}
	}
	for _, columns := range []int{-1, 0, 65536} {
		if _, err := NewReader(nil, Options{Columns: columns}); err == nil {
			t.Errorf("a width of %d is allowed", columns)
		}
	}
}

// TestOffset checks the place of damage that is reported.
func TestOffset(t *testing.T) {
	w := newWriter()
	for range 40 {
		w.flat(bytes.Repeat([]byte{255}, 1728))
	}
	good := w.bits.Len() / 8
	w.bits.WriteString("000000001111111111111111111111111111")
	r, err := NewReader(w.bytes(), Options{Columns: 1728})
	if err != nil {
		t.Fatal(err)
	}
	row := make([]uint8, 1728)
	for err == nil {
		err = r.Row(row)
	}
	if d := r.Offset() - good; d < 0 || d > 2 {
		t.Errorf("damage at %d, reported at %d", good, r.Offset())
	}
}

func FuzzRow(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for i, k := range kinds {
		opt := k.opt
		opt.Columns = 90
		f.Add(encode(rows(r, 90, 6), opt, k.ends, k.fill), uint16(90), uint8(i))
	}
	f.Fuzz(func(t *testing.T, src []byte, columns uint16, kind uint8) {
		opt := Options{Columns: int(columns), Coding: Coding(kind % 3), ByteAligned: kind&4 != 0}
		r, err := NewReader(src, opt)
		if err != nil {
			return
		}
		row := make([]uint8, opt.Columns)
		for range 8*len(src) + 2 {
			if err := r.Row(row); err != nil {
				if n := r.Offset(); n < 0 || n > len(src) {
					t.Fatalf("offset %d of %d", n, len(src))
				}
				return
			}
			for _, v := range row {
				if v != 0 && v != 255 {
					t.Fatalf("a pixel of %d", v)
				}
			}
		}
		t.Fatal("more rows than bits")
	})
}

func BenchmarkGroup4(b *testing.B) {
	opt := Options{Columns: 2200, Coding: Group4}
	src := encode(rows(rand.New(rand.NewPCG(7, 8)), 2200, 1700), opt, false, false)
	row := make([]uint8, 2200)
	b.SetBytes(2200 * 1700)
	for b.Loop() {
		r, err := NewReader(src, opt)
		for err == nil {
			err = r.Row(row)
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
