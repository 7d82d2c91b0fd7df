package onnx

import (
	"encoding/binary"
	"math"
)

// The wire types of Protocol Buffers: how a field's length is told.
const (
	wireVarint = 0
	wireI64    = 1
	wireBytes  = 2
	wireI32    = 5
)

// message is a Protocol Buffers message that is being written: pieces to put
// one after the other. Large data becomes a piece of its own, uncopied.
type message struct {
	pieces [][]byte
	size   int
}

// large is the length in bytes from which data is not copied.
const large = 1 << 10

func (m *message) write(b []byte) {
	m.size += len(b)
	last := len(m.pieces) - 1
	if len(b) >= large || last < 0 || len(m.pieces[last]) >= large {
		// Full capacity is cut off, so that appending never writes into b.
		m.pieces = append(m.pieces, b[:len(b):len(b)])
		return
	}
	m.pieces[last] = append(m.pieces[last], b...)
}

func (m *message) tag(field, wire int) {
	m.write(binary.AppendUvarint(nil, uint64(field)<<3|uint64(wire)))
}

// int writes an integer; negative ones take ten bytes.
func (m *message) int(field int, v int64) {
	m.tag(field, wireVarint)
	m.write(binary.AppendUvarint(nil, uint64(v)))
}

func (m *message) float(field int, v float32) {
	m.tag(field, wireI32)
	m.write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
}

func (m *message) bytes(field int, b []byte) {
	m.tag(field, wireBytes)
	m.write(binary.AppendUvarint(nil, uint64(len(b))))
	m.write(b)
}

func (m *message) string(field int, s string) { m.bytes(field, []byte(s)) }

// text writes a string unless it is empty.
func (m *message) text(field int, s string) {
	if s != "" {
		m.string(field, s)
	}
}

func (m *message) message(field int, sub *message) {
	m.tag(field, wireBytes)
	m.write(binary.AppendUvarint(nil, uint64(sub.size)))
	for _, p := range sub.pieces {
		m.write(p)
	}
}
