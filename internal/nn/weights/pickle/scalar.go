package pickle

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// numberOp pushes None, booleans and numbers.
func (m *machine) numberOp(op byte) (bool, error) {
	switch op {
	case opNone:
		return true, m.push(nil)
	case opNewTrue, opNewFalse:
		return true, m.push(op == opNewTrue)
	case opBinInt1:
		return true, m.number(1, func(b []byte) any { return int64(b[0]) })
	case opBinInt2:
		return true, m.number(2, func(b []byte) any { return int64(binary.LittleEndian.Uint16(b)) })
	case opBinInt:
		return true, m.number(4, func(b []byte) any { return int64(int32(binary.LittleEndian.Uint32(b))) })
	case opBinFloat: // the one number that is big-endian
		return true, m.number(8, func(b []byte) any { return math.Float64frombits(binary.BigEndian.Uint64(b)) })
	case opLong1, opLong4:
		return true, m.long(op)
	case opInt, opLong, opFloat:
		return true, m.lineNumber(op)
	}
	return false, nil
}

// number pushes what value makes of the next n bytes.
func (m *machine) number(n int64, value func([]byte) any) error {
	b, err := m.take(n)
	if err != nil {
		return err
	}
	return m.push(value(b))
}

// long pushes an integer of any length: little-endian, two's complement.
func (m *machine) long(op byte) error {
	width := int64(1)
	if op == opLong4 {
		width = 4
	}
	n, err := m.length(width)
	if err != nil {
		return err
	}
	if n > 255 {
		return m.over(fmt.Sprintf("an integer of %d bytes", n))
	}
	b, err := m.take(n)
	if err != nil {
		return err
	}
	slices.Reverse(b)
	v := new(big.Int).SetBytes(b)
	if n > 0 && b[0] >= 0x80 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*n)))
	}
	return m.push(shorten(v))
}

func shorten(v *big.Int) any {
	if v.IsInt64() {
		return v.Int64()
	}
	return v
}

// lineNumber pushes a number of protocol 0, written in digits. I01 and I00
// are the booleans.
func (m *machine) lineNumber(op byte) error {
	text, err := m.line()
	if err != nil {
		return err
	}
	switch {
	case op == opFloat:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return fmt.Errorf("%.40q is no float", text)
		}
		return m.push(v)
	case op == opInt && (text == "00" || text == "01"):
		return m.push(text == "01")
	}
	text = strings.TrimSuffix(text, "L")
	v, ok := new(big.Int), false
	if len(text) <= 255 {
		v, ok = v.SetString(text, 10)
	}
	if !ok {
		return fmt.Errorf("%.40q is no integer", text)
	}
	return m.push(shorten(v))
}

// textOp pushes strings and bytes.
func (m *machine) textOp(op byte) (bool, error) {
	switch op {
	case opShortUnicode:
		return true, m.text(1, true)
	case opBinUnicode:
		return true, m.text(4, true)
	case opBinUnicode8:
		return true, m.text(8, true)
	case opShortByte, opShortBinString:
		return true, m.text(1, false)
	case opBinBytes, opBinString:
		return true, m.text(4, false)
	case opBinBytes8:
		return true, m.text(8, false)
	case opUnicode:
		line, err := m.line()
		if err == nil && (strings.Contains(line, `\`) || !utf8.ValidString(line)) {
			err = m.over("a text with escapes in protocol 0")
		}
		if err != nil {
			return true, err
		}
		return true, m.push(line)
	}
	return false, nil
}

// text pushes a text behind its length in width bytes.
func (m *machine) text(width int64, unicode bool) error {
	n, err := m.length(width)
	if err != nil {
		return err
	}
	b, err := m.take(n)
	if err != nil {
		return err
	}
	if !unicode {
		return m.push(b)
	}
	if !utf8.Valid(b) {
		return errors.New("text is not UTF-8")
	}
	return m.push(string(b))
}

// length reads an unsigned little-endian number of 1, 4 or 8 bytes.
func (m *machine) length(width int64) (int64, error) {
	b, err := m.take(width)
	if err != nil {
		return 0, err
	}
	var v uint64
	for k, c := range b {
		v |= uint64(c) << (8 * k)
	}
	if v > math.MaxInt64 {
		return 0, m.over(fmt.Sprintf("a text of %d bytes", v))
	}
	return int64(v), nil
}
