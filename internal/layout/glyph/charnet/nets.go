package charnet

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Outs counts the outputs of the reader: the classes, then how far right and
// down of the window's centre the character lies, in units of Cap/2 samples,
// and the natural logarithm of its height against Cap.
const Outs = Classes + 3

// Names are the classes of the namer: no name, and the twelve leads.
var Names = [...]string{"", "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}

// Shapes of the reader and the namer, whose outputs beyond len(Names) mean
// nothing.
var (
	ReaderShape = Shape{Rows: Side, Cols: Side, C1: 8, C2: 24, Hidden: 80, Outs: Outs}
	NamerShape  = Shape{Rows: NameRows, Cols: NameCols, C1: 8, C2: 16, Hidden: 48, Outs: 16}
)

// ScoutHid is the number of inner outputs of the scout.
const ScoutHid = 16

// Scout is a network of one hidden layer on a half window.
type Scout struct {
	W1 [Side * Side / 4][ScoutHid]float32
	B1 [ScoutHid]float32
	W2 [ScoutHid]float32
	B2 [1]float32
}

// Text returns the log odds that a half window shows a character at its
// centre.
func (s *Scout) Text(in *HalfWindow) float32 {
	h := s.B1
	for k, v := range in {
		if v == 0 {
			continue
		}
		w := &s.W1[k]
		for c := range h {
			h[c] += v * w[c]
		}
	}
	y := s.B2[0]
	for c, v := range h {
		if v > 0 {
			y += v * s.W2[c]
		}
	}
	return y
}

// Nets are the three networks with their weights.
type Nets struct {
	Scout  Scout
	Reader *Net
	Namer  *Net
}

// NewNets makes networks with weights 0.
func NewNets() *Nets { return &Nets{Reader: NewNet(ReaderShape), Namer: NewNet(NamerShape)} }

// Stored are the networks that come with the program, ready for use.
type Stored struct {
	Scout  *Scout
	Reader *Packed
	Namer  *Packed
}

//go:embed weights.bin
var stored []byte

// Load returns the networks that come with the program.
var Load = sync.OnceValues(func() (*Stored, error) {
	n, err := Decode(stored)
	if err != nil {
		return nil, err
	}
	return &Stored{&n.Scout, n.Reader.Pack(), n.Namer.Pack()}, nil
})

// Layers lists the weights of all networks by layer, each in one or more
// pieces, in the order of the file. Every layer is scaled on its own. The
// first four are the scout's, then follow the reader's and the namer's.
func (n *Nets) Layers() [][][]float32 {
	var l [][][]float32
	var rows [][]float32
	for i := range n.Scout.W1 {
		rows = append(rows, n.Scout.W1[i][:])
	}
	l = append(l, rows, [][]float32{n.Scout.B1[:]}, [][]float32{n.Scout.W2[:]}, [][]float32{n.Scout.B2[:]})
	for _, q := range []*Net{n.Reader, n.Namer} {
		for k := range q.W {
			l = append(l, [][]float32{q.W[k]}, [][]float32{q.B[k]})
		}
	}
	return l
}

// magic opens the weights file; the last byte counts its forms.
const magic = "glyph\x00\x00\x02"

// ErrWeights says that a weights file does not hold the networks of this
// program.
var ErrWeights = errors.New("not a weights file of this version")

// Encode writes the networks as int16 with one scale for each layer: magic,
// then for each layer its length (uint32), its scale (float32) and its
// numbers, all little endian. The steps are 1/32767 of the layer's largest
// weight, far below what changes a reading.
func (n *Nets) Encode() []byte {
	b := []byte(magic)
	for _, l := range n.Layers() {
		var top float32
		count := 0
		for _, row := range l {
			count += len(row)
			for _, v := range row {
				top = max(top, v, -v)
			}
		}
		step := top / 32767
		b = binary.LittleEndian.AppendUint32(b, uint32(count))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(step))
		for _, row := range l {
			for _, v := range row {
				q := 0.0
				if step > 0 {
					q = math.Round(float64(v / step))
				}
				b = binary.LittleEndian.AppendUint16(b, uint16(int16(min(max(q, -32767), 32767))))
			}
		}
	}
	return b
}

// Decode reads what Encode wrote.
func Decode(b []byte) (*Nets, error) {
	if len(b) < len(magic) || string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("charnet: %w", ErrWeights)
	}
	b = b[len(magic):]
	n := NewNets()
	for i, l := range n.Layers() {
		count := 0
		for _, row := range l {
			count += len(row)
		}
		if len(b) < 8+2*count || binary.LittleEndian.Uint32(b) != uint32(count) {
			return nil, fmt.Errorf("charnet: layer %d: %w", i, ErrWeights)
		}
		step := math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))
		if !(step >= 0 && step < 1e6) {
			return nil, fmt.Errorf("charnet: scale of layer %d: %w", i, ErrWeights)
		}
		b = b[8:]
		for _, row := range l {
			for k := range row {
				row[k] = float32(int16(binary.LittleEndian.Uint16(b[2*k:]))) * step
			}
			b = b[2*len(row):]
		}
	}
	if len(b) != 0 {
		return nil, fmt.Errorf("charnet: %d bytes too many: %w", len(b), ErrWeights)
	}
	return n, nil
}
