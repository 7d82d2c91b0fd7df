package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// span is a part of the file: bytes and where they begin.
type span struct {
	b    []byte
	at   int64
	room *int64 // bytes of memory that what is read may still take
}

// field is one field of a message.
type field struct {
	number int
	wire   int
	num    uint64 // of wireVarint, wireI64 and wireI32
	data   span   // of wireBytes
	at     int64
	room   *int64
}

// take counts memory for numbers and texts, which can be many times what they
// have in the file.
func (f field) take(bytes int) error {
	if *f.room -= int64(bytes); *f.room >= 0 {
		return nil
	}
	hint := "save tensors as raw_data"
	return &weights.UnsupportedError{Format: format, What: "a model that takes many times its size in memory", Hint: hint}
}

// each calls f for all fields of a message. Bit k of repeated tells whether
// field k may come many times; others are an error the second time, and so
// are all that f does not know. No field of ONNX has a number above 26.
func (s span) each(message string, repeated uint32, f func(field) error) error {
	var seen uint32
	for at := 0; at < len(s.b); {
		fd, n, err := s.next(at)
		if err != nil {
			return bad(s.at+int64(at), fmt.Errorf("%s: %w", message, err))
		}
		at += n
		if fd.number < 32 {
			bit := uint32(1) << fd.number
			if seen&bit&^repeated != 0 {
				return bad(fd.at, fmt.Errorf("%s: field %d comes twice", message, fd.number))
			}
			seen |= bit
		}
		if err := f(fd); err != nil {
			return locate(fd.at, message, err)
		}
	}
	return nil
}

// bad makes the error of a file that breaks the format.
func bad(at int64, err error) error {
	return &weights.MalformedError{Format: format, Offset: at, Err: err}
}

// locate gives an error its place unless it has one.
func locate(at int64, message string, err error) error {
	var malformed *weights.MalformedError
	var unsupported *weights.UnsupportedError
	if errors.As(err, &malformed) || errors.As(err, &unsupported) {
		return err
	}
	return bad(at, fmt.Errorf("%s: %w", message, err))
}

// unknown says that a message has a field that cannot be left out.
func unknown(message string, f field) error {
	what := fmt.Sprintf("field %d of message %s at byte %d", f.number, message, f.at)
	return &weights.UnsupportedError{Format: format, What: what, Hint: "export the model without it"}
}

// next reads the field at byte at and its length.
func (s span) next(at int) (field, int, error) {
	b := s.b[at:]
	tag, n := binary.Uvarint(b)
	if n <= 0 || tag>>3 == 0 || tag>>3 >= 1<<29 {
		return field{}, 0, errors.New("broken tag")
	}
	f := field{number: int(tag >> 3), wire: int(tag & 7), at: s.at + int64(at), room: s.room}
	size := 0
	switch f.wire {
	case wireVarint:
		if f.num, size = binary.Uvarint(b[n:]); size <= 0 {
			return f, 0, errors.New("broken number")
		}
	case wireI32, wireI64:
		size = 4
		if f.wire == wireI64 {
			size = 8
		}
		if len(b)-n < size {
			return f, 0, errors.New("ends within a number")
		}
		var wide [8]byte
		copy(wide[:], b[n:n+size])
		f.num = binary.LittleEndian.Uint64(wide[:])
	case wireBytes:
		length, k := binary.Uvarint(b[n:])
		if k <= 0 || length > uint64(len(b)-n-k) {
			return f, 0, errors.New("ends within a text or message")
		}
		n += k
		size = int(length)
		f.data = span{b[n : n+size : n+size], f.at + int64(n), s.room}
	default:
		return f, 0, fmt.Errorf("wire type %d", f.wire)
	}
	return f, n + size, nil
}

// int sets an integer.
func (f field) int(to *int64) error {
	if f.wire != wireVarint {
		return fmt.Errorf("field %d is no integer", f.number)
	}
	*to = int64(f.num)
	return nil
}

// float sets a float.
func (f field) float(to *float32) error {
	if f.wire != wireI32 {
		return fmt.Errorf("field %d is no float", f.number)
	}
	*to = math.Float32frombits(uint32(f.num))
	return nil
}

// text sets a string.
func (f field) text(to *string) error {
	if f.wire != wireBytes {
		return fmt.Errorf("field %d is no text", f.number)
	}
	*to = string(f.data.b)
	return nil
}

// What an element of a list takes in memory: an integer with its copy in the
// bytes of a tensor, and a string without its text.
const (
	numberSize = 16
	textSize   = 16
)

// texts adds a string.
func (f field) texts(to *[]string) error {
	var s string
	err := f.text(&s)
	*to = append(*to, s)
	return errors.Join(err, f.take(textSize+len(s)))
}

// message hands the bytes of a message within on.
func (f field) message(read func(span) error) error {
	if f.wire != wireBytes {
		return fmt.Errorf("field %d is no message", f.number)
	}
	return read(f.data)
}

// ints adds integers, one or a packed list of them.
func (f field) ints(to *[]int64) error {
	if f.wire != wireBytes {
		var v int64
		err := f.int(&v)
		*to = append(*to, v)
		return errors.Join(err, f.take(numberSize))
	}
	for b := f.data.b; len(b) > 0; {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return fmt.Errorf("field %d has a broken number", f.number)
		}
		if err := f.take(numberSize); err != nil {
			return err
		}
		*to = append(*to, int64(v))
		b = b[n:]
	}
	return nil
}

// floats adds floats, one or a packed list of them.
func (f field) floats(to *[]float32) error {
	if f.wire != wireBytes {
		var v float32
		err := f.float(&v)
		*to = append(*to, v)
		return err
	}
	if len(f.data.b)%4 != 0 {
		return fmt.Errorf("field %d has a broken number", f.number)
	}
	for b := f.data.b; len(b) > 0; b = b[4:] {
		*to = append(*to, math.Float32frombits(binary.LittleEndian.Uint32(b)))
	}
	return nil
}
