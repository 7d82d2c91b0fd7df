package charnet

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"
)

//go:embed weights.bin
var stored []byte

// magic opens the weights file; the last byte counts its forms.
const magic = "glyph\x00\x00\x01"

// ErrWeights says that a weights file does not hold the networks of this
// program.
var ErrWeights = errors.New("not a weights file of this version")

// Nets are the scout and the reader with their weights.
type Nets struct {
	Scout  Scout
	Reader Reader
}

// Load returns the networks that come with the program. They are shared and
// must not be changed.
var Load = sync.OnceValues(func() (*Nets, error) { return Decode(stored) })

// Layers lists the weights of both networks by layer, each as its rows, in the
// order of the file. Every layer is scaled on its own.
func (n *Nets) Layers() [][][]float32 {
	s, r := &n.Scout, &n.Reader
	l := make([][][]float32, 12)
	for i := range s.W1 {
		l[0] = append(l[0], s.W1[i][:])
	}
	l[1], l[2] = [][]float32{s.B1[:]}, [][]float32{s.W2[:]}
	l[3] = [][]float32{s.B2[:]}
	for i := range r.W1 {
		l[4] = append(l[4], r.W1[i][:])
	}
	l[5] = [][]float32{r.B1[:]}
	for i := range r.W2 {
		l[6] = append(l[6], r.W2[i][:])
	}
	l[7] = [][]float32{r.B2[:]}
	for i := range r.W3 {
		l[8] = append(l[8], r.W3[i][:])
	}
	l[9] = [][]float32{r.B3[:]}
	for i := range r.W4 {
		l[10] = append(l[10], r.W4[i][:])
	}
	l[11] = [][]float32{r.B4[:]}
	return l
}

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
	n := new(Nets)
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
