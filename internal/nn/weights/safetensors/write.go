package safetensors

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Write writes a set, the same bytes for the same tensors in whatever order.
// It checks all before it writes the first byte; wrap it in
// [weights.WriteFile] for a file that appears whole or not at all.
func Write(w io.Writer, s *weights.Set) error {
	if err := check(s); err != nil {
		return fmt.Errorf("safetensors: %w", err)
	}
	sorted := slices.Clone(s.Tensors)
	slices.SortFunc(sorted, func(a, b weights.Tensor) int {
		return cmp.Or(cmp.Compare(rank(a.DType), rank(b.DType)), cmp.Compare(a.Name, b.Name))
	})
	header := header(s.Metadata, sorted)
	if len(header) > MaxHeader {
		return fmt.Errorf("safetensors: header of %d bytes would not be read again; split the set", len(header))
	}
	start := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	if _, err := w.Write(append(start, header...)); err != nil {
		return fmt.Errorf("safetensors: write header: %w", err)
	}
	for _, t := range sorted {
		if _, err := w.Write(t.Data); err != nil {
			return fmt.Errorf("safetensors: write tensor %q: %w", t.Name, err)
		}
	}
	return nil
}

// check refuses what [Read] would not read.
func check(s *weights.Set) error {
	if err := s.Check(); err != nil {
		return err
	}
	texts := make([]string, 0, len(s.Tensors)+2*len(s.Metadata))
	for _, t := range s.Tensors {
		if t.Name == metadataKey {
			return fmt.Errorf("a tensor is named %s; rename it", metadataKey)
		}
		if len(t.Shape) > maxAxes {
			return fmt.Errorf("tensor %q has more than %d axes", t.Name, maxAxes)
		}
		texts = append(texts, t.Name)
	}
	for key, value := range s.Metadata {
		texts = append(texts, key, value)
	}
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
			return fmt.Errorf("name or metadata %q is not Unicode; change it", text)
		}
	}
	return nil
}

// rank orders types as the reference does: its list of types backwards.
func rank(d weights.DType) int {
	return slices.Index([]weights.DType{
		weights.I64, weights.F64, weights.F32, weights.I32, weights.BF16,
		weights.F16, weights.I16, weights.I8, weights.U8, weights.Bool,
	}, d)
}

// header gives the JSON text, padded to a multiple of 8 bytes.
func header(metadata map[string]string, sorted []weights.Tensor) []byte {
	b := []byte{'{'}
	if metadata != nil {
		b = append(b, `"__metadata__":{`...)
		for k, key := range slices.Sorted(maps.Keys(metadata)) {
			if k > 0 {
				b = append(b, ',')
			}
			b = append(quote(b, key), ':')
			b = quote(b, metadata[key])
		}
		b = append(b, '}')
	}
	at := 0
	for _, t := range sorted {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = quote(b, t.Name)
		b = append(b, `:{"dtype":"`+t.DType.String()+`","shape":`...)
		b = append(list(b, t.Shape...), `,"data_offsets":`...)
		b = append(list(b, at, at+len(t.Data)), '}')
		at += len(t.Data)
	}
	b = append(b, '}')
	for len(b)%8 != 0 {
		b = append(b, ' ')
	}
	return b
}

func list(b []byte, numbers ...int) []byte {
	b = append(b, '[')
	for k, n := range numbers {
		if k > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, ']')
}

// quote appends a JSON string that escapes what it must and nothing else, as
// the reference does.
func quote(b []byte, s string) []byte {
	b = append(b, '"')
	for k := range len(s) {
		c := s[k]
		short := strings.IndexByte("\"\\\b\f\n\r\t", c)
		switch {
		case short >= 0:
			b = append(b, '\\', `"\bfnrt`[short])
		case c < ' ':
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
