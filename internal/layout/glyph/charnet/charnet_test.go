package charnet

import (
	"bytes"
	"errors"
	"math"
	"testing"
)

func TestWeightsRoundTrip(t *testing.T) {
	n, err := Decode(stored)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(n.Encode(), stored) {
		t.Error("the stored weights do not come back byte for byte")
	}
	if len(stored) > 300<<10 {
		t.Errorf("the weights take %d bytes, more than 300 KB", len(stored))
	}
}

func TestDecodeRefuses(t *testing.T) {
	long := append(bytes.Clone(stored), 0)
	wrong := bytes.Clone(stored)
	wrong[len(magic)]++
	scale := bytes.Clone(stored)
	copy(scale[len(magic)+4:], []byte{0, 0, 0xc0, 0x7f})
	for name, b := range map[string][]byte{
		"nothing": nil, "magic": []byte("glyph"), "short": stored[:len(stored)/2],
		"long": long, "length": wrong, "scale": scale,
	} {
		if _, err := Decode(b); !errors.Is(err, ErrWeights) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(magic))
	f.Add(stored[:100])
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := Decode(b)
		if err == nil && n == nil {
			t.Fatal("neither networks nor an error")
		}
	})
}

func TestReadGivesProbabilities(t *testing.T) {
	n, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var w Window
	for j := 6; j < 18; j++ { // an upright bar
		w[j*Side+11], w[j*Side+12] = 1, 1
	}
	var ws Work
	var out [Outs]float32
	n.Reader.Run(w[:], &ws, out[:])
	LogSoftmax(out[:Classes])
	var sum float64
	top := 0
	for c := range Classes {
		sum += math.Exp(float64(out[c]))
		if out[c] > out[top] {
			top = c
		}
	}
	if math.Abs(sum-1) > 1e-5 {
		t.Errorf("probabilities add up to %g", sum)
	}
	if r := Alphabet[top]; r != 'I' && r != '1' {
		t.Errorf("a bar reads as %q", r)
	}
}

func TestClass(t *testing.T) {
	for r, want := range map[rune]byte{'V': 'V', 'v': 'V', 'o': '0', 'l': 'I', 'a': 'a', ' ': ' ', 'µ': '*'} {
		if got := Alphabet[Class(r)]; got != want {
			t.Errorf("Class(%q) is %q, want %q", r, got, want)
		}
	}
}
