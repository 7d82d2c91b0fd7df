package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
)

// An Example is one input of a network with what should come out.
type Example struct {
	// Pixels are the pictures, [picture][channel][row][column], as bytes.
	// Networks get (x/255 - 0.5) / 0.5.
	Pixels []uint8
	// Target is what should come out, in the network's order. It is finite
	// everywhere.
	Target []float32
	// Mask has one number for each of Target: 1 where it counts, else 0.
	Mask []uint8
	// Group is who the example is of. Groups are never split.
	Group string
	// Key is a fingerprint of what must not be both learned and tested
	// ([Fingerprint]); empty where nothing is known.
	Key string
}

// Size is how many numbers an example has.
type Size struct{ Pixels, Targets int }

// Check tells whether the example has this size and finite targets.
func (e *Example) Check(s Size) error {
	if len(e.Pixels) != s.Pixels || len(e.Target) != s.Targets || len(e.Mask) != s.Targets {
		return fmt.Errorf("data: example has %d pixels, %d targets and %d masks, want %d and %d",
			len(e.Pixels), len(e.Target), len(e.Mask), s.Pixels, s.Targets)
	}
	for i, v := range e.Target {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("data: target %d is %g; set it to 0 and its mask to 0", i, v)
		}
		if e.Mask[i] > 1 {
			return fmt.Errorf("data: mask %d is %d, want 0 or 1", i, e.Mask[i])
		}
	}
	return nil
}

// Fingerprint tells equal signals from others, to within a ten-thousandth.
func Fingerprint(values []float32) string {
	h := sha256.New()
	var b [4]byte
	for _, v := range values {
		binary.LittleEndian.PutUint32(b[:], uint32(int32(math.Round(float64(v)*1e4))))
		h.Write(b[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// A Source draws examples. It may be used from several goroutines.
type Source interface {
	// Len is the number of examples.
	Len() int
	Size() Size
	// Draw draws example i. Version 0 is what is kept and tested; others
	// are the same example, or one like it, on another page.
	Draw(i int, version uint64) (Example, error)
	// Key names the source with all its settings: equal keys, equal examples.
	Key() string
}

// A Batch is examples side by side, as a network takes them.
type Batch struct {
	Input, Target, Mask []float32
}

// NewBatch makes room for n examples.
func NewBatch(s Size, n int) *Batch {
	return &Batch{make([]float32, n*s.Pixels), make([]float32, n*s.Targets), make([]float32, n*s.Targets)}
}

// Set writes example k of the batch.
func (b *Batch) Set(k int, e *Example) {
	in := b.Input[k*len(e.Pixels):][:len(e.Pixels)]
	for i, v := range e.Pixels {
		in[i] = levels[v]
	}
	copy(b.Target[k*len(e.Target):], e.Target)
	mask := b.Mask[k*len(e.Mask):][:len(e.Mask)]
	for i, v := range e.Mask {
		mask[i] = float32(v)
	}
}

// levels are what networks get for a byte.
var levels = func() (out [256]float32) {
	for i := range out {
		out[i] = (float32(i)/255 - 0.5) / 0.5
	}
	return out
}()

// Level is the byte that gives this number to a network, the nearest one.
func Level(v float32) uint8 {
	return uint8(math.Round(min(max(float64(v)*0.5+0.5, 0), 1) * 255))
}

// Order is the order of n examples in an epoch. It goes round until there are
// want of them, so that every step is a whole one.
func Order(n, want int, seed uint64, epoch int) []int {
	once := rand.New(rand.NewPCG(seed, uint64(epoch)+1)).Perm(n)
	out := make([]int, want)
	for i := range out {
		out[i] = once[i%n]
	}
	return out
}

// Version is which version of an example an epoch takes: a share of them, drawn
// by chance, is drawn anew in every epoch but the first.
func Version(share float64, seed uint64, epoch, i int) uint64 {
	if epoch == 0 || rand.New(rand.NewPCG(seed^uint64(epoch)<<32, uint64(i)+1)).Float64() >= share {
		return 0
	}
	return uint64(epoch)
}
