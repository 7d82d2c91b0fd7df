// Package ccitt reads the black-and-white pictures of fax machines: the
// one- and two-dimensional codings of Group 3 (ITU-T T.4) and that of Group 4
// (ITU-T T.6), as they stand in TIFF and PDF files.
package ccitt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A Coding is one of the ways to code rows.
type Coding int

const (
	// Group3 codes every row by itself. Ends of line are allowed, not
	// needed. It is also the modified Huffman coding of TIFF compression 2.
	Group3 Coding = iota
	// Group3Mixed begins every row with an end of line (which may be missing)
	// and one bit that says whether the row is coded by itself or by the one
	// above.
	Group3Mixed
	// Group4 codes every row by the one above.
	Group4
)

// Options describe a coded picture.
type Options struct {
	Columns int // width in pixels, 1 to 65535
	Coding  Coding
	// ByteAligned says that every row begins at a whole byte. Ends of line
	// that were filled up to a whole byte do not need it.
	ByteAligned bool
}

// ErrExtension is returned for the uncompressed mode and other extensions of
// T.6, which nobody is known to write.
var ErrExtension = errors.New("fax coding uses an extension mode")

// A Reader gives the rows of a coded picture one after the other.
type Reader struct {
	opt Options
	tab *tables

	src  []byte // what is not yet in acc
	all  int    // length of the whole stream
	acc  uint64 // the next bits, from the top
	have int    // number of valid bits in acc

	above []int // columns where the colour changes in the row above, then Columns thrice
	row   []int // the same for this row
	err   error
}

// NewReader begins to read a coded picture with the first bit of a byte at
// its top. It fails for a width that is not allowed.
func NewReader(src []byte, opt Options) (*Reader, error) {
	if opt.Columns < 1 || opt.Columns > 65535 {
		return nil, fmt.Errorf("fax coding: width of %d pixels", opt.Columns)
	}
	r := &Reader{opt: opt, tab: codes(), src: src, all: len(src)}
	r.above = append(r.above, opt.Columns, opt.Columns, opt.Columns)
	return r, nil
}

// Offset is the number of bytes of the stream that have been used.
func (r *Reader) Offset() int { return r.all - len(r.src) - r.have/8 }

// Row decodes the next row into dst, which must have Columns places: 255 for
// paper (a white run), 0 for ink. It returns io.EOF after the mark for the
// end of the picture, or where the bytes end between two rows, and
// io.ErrUnexpectedEOF where they end within one.
func (r *Reader) Row(dst []uint8) error {
	if r.err != nil {
		return r.err
	}
	if r.err = r.decode(); r.err != nil {
		return r.err
	}
	x, colour := 0, uint8(255)
	for _, to := range r.row {
		fill(dst[x:to], colour)
		x, colour = to, ^colour
	}
	fill(dst[x:], colour)
	r.row = append(r.row, r.opt.Columns, r.opt.Columns, r.opt.Columns)
	r.above, r.row = r.row, r.above[:0]
	return nil
}

func fill(s []uint8, v uint8) {
	for i := range s {
		s[i] = v
	}
}

// decode reads the changes of the next row into r.row.
func (r *Reader) decode() error {
	if r.opt.ByteAligned {
		r.skip(r.have % 8)
	}
	flat := true // this row is coded by itself
	switch r.opt.Coding {
	case Group4:
		flat = false
		if r.peek(12) == 1 {
			return io.EOF
		}
	default:
		if r.endOfLine(); r.opt.Coding == Group3Mixed {
			flat = r.peek(1) == 1
			r.skip(1)
		}
		if r.endOfLine() {
			return io.EOF // two in a row begin the mark for the end
		}
	}
	if r.ended() {
		return io.EOF
	}
	r.row = r.row[:0]
	if flat {
		return r.decodeFlat()
	}
	return r.decodeByAbove()
}

// decodeFlat reads a row that is coded by itself (T.4, section 4.1).
func (r *Reader) decodeFlat() error {
	x, colour := 0, 0
	for x < r.opt.Columns {
		run, err := r.run(colour)
		if err != nil {
			return err
		}
		if x += run; x > r.opt.Columns {
			return fmt.Errorf("fax coding: a row is longer than %d pixels", r.opt.Columns)
		}
		if err := r.add(x); err != nil {
			return err
		}
		colour ^= 1
	}
	return nil
}

// add notes a change of colour. Runs of no length are allowed, but not so
// many that a small file could fill the memory.
func (r *Reader) add(x int) error {
	if len(r.row) > 2*r.opt.Columns+8 {
		return fmt.Errorf("fax coding: too many runs in a row")
	}
	r.row = append(r.row, x)
	return nil
}

// decodeByAbove reads a row that is coded by the one above (T.4, section 4.2;
// the names a0, b1 and b2 are those of the text).
func (r *Reader) decodeByAbove() error {
	columns := r.opt.Columns
	a0, colour := -1, 0
	b := 0 // index into r.above; even where white turns black
	for a0 < columns {
		// b1 is the first change right of a0 to the other colour.
		for b > 0 && r.above[b-1] > a0 {
			b--
		}
		for r.above[b] <= a0 && r.above[b] < columns || b&1 != colour {
			b++
		}
		b1 := r.above[b]

		c := r.tab.mode[r.peek(modeBits)]
		if c.bits == 0 || int(c.bits) > r.have {
			return r.bad("mode")
		}
		r.skip(int(c.bits))
		switch c.value {
		case modePass:
			a0 = r.above[b+1]
		case modeHorizontal:
			x := max(a0, 0)
			for range 2 {
				run, err := r.run(colour)
				if err != nil {
					return err
				}
				if x += run; x > columns {
					return fmt.Errorf("fax coding: a row is longer than %d pixels", columns)
				}
				if err := r.add(x); err != nil {
					return err
				}
				colour ^= 1
			}
			a0 = x
		case modeExtension:
			return ErrExtension
		default:
			a1 := b1 + int(c.value) - modeV0
			if a1 < max(a0, 0) || a1 > columns {
				return fmt.Errorf("fax coding: a change of colour outside its row")
			}
			if err := r.add(a1); err != nil {
				return err
			}
			a0 = a1
			colour ^= 1
		}
	}
	return nil
}

// run reads one run length: any number of make-up codes and a terminating one.
func (r *Reader) run(colour int) (int, error) {
	total := 0
	for {
		c := r.tab.run[colour][r.peek(runBits)]
		if c.bits == 0 || int(c.bits) > r.have {
			return 0, r.bad("run length")
		}
		r.skip(int(c.bits))
		total += int(c.value)
		if c.value < 64 {
			return total, nil
		}
		if total > r.opt.Columns {
			return 0, fmt.Errorf("fax coding: a row is longer than %d pixels", r.opt.Columns)
		}
	}
}

// bad tells the end of the bytes from bits that are no code.
func (r *Reader) bad(what string) error {
	if len(r.src) == 0 && r.have < runBits {
		return io.ErrUnexpectedEOF
	}
	return fmt.Errorf("fax coding: unknown %s code", what)
}

// endOfLine skips an end of line: eleven or more zeros and a one.
func (r *Reader) endOfLine() bool {
	if r.peek(11) != 0 || r.have < 11 {
		return false
	}
	for r.peek(32) == 0 && r.have >= 32 {
		r.skip(32)
	}
	for r.have > 0 {
		one := r.peek(1) == 1
		r.skip(1)
		if one {
			return true
		}
		r.more()
	}
	return false
}

// ended says whether only fill bits can be left.
func (r *Reader) ended() bool {
	r.more()
	return len(r.src) == 0 && (r.have == 0 || r.have < 8 && r.acc == 0)
}

// peek gives the next n bits, n up to 32, without taking them; zeros follow
// the end.
func (r *Reader) peek(n int) uint32 {
	if r.have < n {
		r.more()
	}
	return uint32(r.acc >> (64 - n))
}

// skip takes n bits, no more than a peek has shown.
func (r *Reader) skip(n int) {
	n = min(n, r.have)
	r.acc <<= n
	r.have -= n
}

// more fills acc with whole bytes.
func (r *Reader) more() {
	if len(r.src) >= 8 {
		r.acc |= binary.BigEndian.Uint64(r.src) >> r.have
		n := (63 - r.have) / 8
		r.src = r.src[n:]
		r.have += 8 * n
		// Drop what was put beyond the bits that count.
		r.acc &= ^uint64(0) << (64 - r.have)
		return
	}
	for r.have <= 56 && len(r.src) > 0 {
		r.acc |= uint64(r.src[0]) << (56 - r.have)
		r.src = r.src[1:]
		r.have += 8
	}
}
