package checkpoint

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Conversion says what became of a set.
type Conversion struct {
	Tensors     int   `json:"tensors"`
	Converted   int   `json:"converted"`
	BytesBefore int64 `json:"bytes_before"`
	BytesAfter  int64 `json:"bytes_after"`
	// Lost names tensors with finite numbers that are too large for the type
	// and became infinite.
	Lost []string `json:"lost"`
	// Changes are the largest and mean changes of values, of each tensor that
	// is not what it was.
	Changes []weights.ValueChange `json:"changes"`
}

// Convert stores all fractions in one type; 0 keeps them as they are.
func Convert(set *weights.Set, to weights.DType) (*weights.Set, *Conversion, error) {
	if err := set.Check(); err != nil {
		return nil, nil, err
	}
	out := &weights.Set{Metadata: set.Metadata}
	c := &Conversion{Tensors: len(set.Tensors), BytesBefore: set.Bytes(), Lost: []string{}}
	for _, t := range set.Tensors {
		if to == 0 || !t.DType.Fraction() || t.DType == to {
			out.Tensors = append(out.Tensors, t)
			continue
		}
		changed, lost, err := weights.Convert(t, to)
		if err != nil {
			return nil, nil, fmt.Errorf("checkpoint: %w", err)
		}
		if lost > 0 {
			c.Lost = append(c.Lost, t.Name)
		}
		c.Converted++
		out.Tensors = append(out.Tensors, changed)
	}
	c.BytesAfter = out.Bytes()
	c.Changes = diff(set, out).Values
	return out, c, nil
}
