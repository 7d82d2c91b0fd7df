package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

func read(data []byte) (*weights.Set, error) {
	return safetensors.Read(bytes.NewReader(data), int64(len(data)))
}

func write(t testing.TB, s *weights.Set) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := safetensors.Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestReference reads what the reference library wrote (testdata/make.py of
// package weights), knows every value and writes the same bytes.
func TestReference(t *testing.T) {
	data := file(t, "testdata/all.safetensors")
	s, err := read(data)
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"format": `np "1"`}; !maps.Equal(s.Metadata, want) {
		t.Errorf("metadata %q, want %q", s.Metadata, want)
	}
	numbers := []string{"encoder.weight", "double", "half", "brain", "long", "int", "short", "char", "byte", "bool", "é \"quoted\"\n<&>\x01", "empty"}
	if len(s.Tensors) != len(numbers) {
		t.Errorf("%d tensors, want %d", len(s.Tensors), len(numbers))
	}
	for number, name := range numbers {
		tensor, ok := s.Lookup(name)
		if !ok {
			t.Errorf("no tensor %q", name)
			continue
		}
		for k, v := range tensor.Float32s() {
			want := (k*7+number*3)%17 - 8
			switch {
			case name == "bool":
				want = k % 2
			case name == "byte":
				want = (want + 17) % 17
			}
			if v != float32(want) {
				t.Errorf("%s %v: element %d is %v, want %v", name, tensor.DType, k, v, want)
			}
		}
	}
	if e, _ := s.Lookup("encoder.weight"); !slices.Equal(e.Shape, []int{2, 3, 2}) {
		t.Errorf("shape %v", e.Shape)
	}
	if again := write(t, s); !bytes.Equal(again, data) {
		t.Errorf("wrote\n%q\ninstead of\n%q", again, data)
	}
	none := file(t, "testdata/none.safetensors")
	if s, err = read(none); err != nil || len(s.Tensors) != 0 || !bytes.Equal(write(t, s), none) {
		t.Errorf("file without tensors: %v %v", s, err)
	}
}

// random makes a set of a few tensors of any types.
func random(r *rand.Rand) *weights.Set {
	s := &weights.Set{}
	for k := range r.IntN(8) {
		d := weights.DTypes()[r.IntN(10)]
		shape := make([]int, r.IntN(4))
		n := d.Size()
		for a := range shape {
			shape[a] = r.IntN(4)
			n *= shape[a]
		}
		data := make([]byte, n)
		for b := range data {
			data[b] = byte(r.Uint32())
		}
		s.Tensors = append(s.Tensors, weights.Tensor{Name: fmt.Sprintf("t%d\t%c", r.IntN(1000)*10+k, 'a'+rune(r.IntN(500))), DType: d, Shape: shape, Data: data})
	}
	return s
}

// TestRoundTrip wants any set back, in the same bytes whatever its order.
func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		s := random(r)
		data := write(t, s)
		back, err := read(data)
		if err != nil {
			t.Fatal(err)
		}
		if len(back.Tensors) != len(s.Tensors) {
			t.Fatalf("%d tensors, want %d", len(back.Tensors), len(s.Tensors))
		}
		for _, a := range s.Tensors {
			b, ok := back.Lookup(a.Name)
			if !ok || a.DType != b.DType || !slices.Equal(a.Shape, b.Shape) || !bytes.Equal(a.Data, b.Data) {
				t.Fatalf("wrote %v, read %v", a, b)
			}
		}
		r.Shuffle(len(back.Tensors), func(i, j int) { back.Tensors[i], back.Tensors[j] = back.Tensors[j], back.Tensors[i] })
		if !bytes.Equal(write(t, back), data) {
			t.Fatal("other bytes in another order")
		}
	}
}

// pack puts a header before n bytes of data.
func pack(header string, n int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, n)...)
}

func TestMalformed(t *testing.T) {
	const one = `"dtype":"F32","shape":[1],"data_offsets":[0,4]`
	all := file(t, "testdata/all.safetensors")
	for name, c := range map[string]struct {
		data []byte
		want string // part of the error
	}{
		"nothing":             {nil, "no whole file"},
		"length only":         {make([]byte, 8), "no whole file"},
		"zero header":         {make([]byte, 16), "header of 0 bytes"},
		"huge header":         {append([]byte{255, 255, 255, 255, 255, 255, 255, 255}, "{}"...), "header of 18446744073709551615"},
		"header beyond":       {pack("{}", 0)[:9], "no whole file"},
		"cut":                 {all[:len(all)-1], "the file has"},
		"more":                {append(slices.Clone(all), 0), "the file has"},
		"no brace":            {pack(` {"a":{`+one+`}}`, 4), "begins with"},
		"list":                {pack(`[]      `, 0), "begins with"},
		"open":                {pack(`{"a":{`+one+`}`, 4), "unexpected EOF"},
		"text behind":         {pack(`{"a":{`+one+`}}{}`, 4), "goes on"},
		"zeros behind":        {pack("{}\x00\x00", 0), "goes on"},
		"twice":               {pack(`{"a":{`+one+`},"a":{`+one+`}}`, 4), "comes twice"},
		"twice by escape":     {pack(`{"a":{`+one+`},"\u0061":{`+one+`}}`, 4), "comes twice"},
		"key twice":           {pack(`{"a":{`+one+`,"shape":[1]}}`, 4), "comes twice"},
		"metadata twice":      {pack(`{"__metadata__":{},"__metadata__":{}}`, 0), "comes twice"},
		"metadata of numbers": {pack(`{"__metadata__":{"a":1}}`, 0), "instead of a string"},
		"unknown key":         {pack(`{"a":{`+one+`,"x":0}}`, 4), "unknown key"},
		"key missing":         {pack(`{"a":{"dtype":"F32","shape":[1]}}`, 4), "missing"},
		"overlap":             {pack(`{"a":{`+one+`},"b":{`+one+`}}`, 4), "begins at byte 0, not at 4"},
		"overlap by half":     {pack(`{"a":{`+one+`},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}`, 6), "begins at byte 2"},
		"hole":                {pack(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8), "begins at byte 4"},
		"hole at the end":     {pack(`{"a":{`+one+`}}`, 8), "tensors need 4 bytes"},
		"beyond":              {pack(`{"a":{`+one+`}}`, 3), "tensors need 4 bytes"},
		"backwards":           {pack(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, 4), "begins at byte 4"},
		"one offset":          {pack(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}`, 4), "two numbers"},
		"three offsets":       {pack(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}`, 4), "more than 2"},
		"wrong size":          {pack(`{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}`, 4), "needs 8 bytes"},
		"huge shape":          {pack(`{"a":{"dtype":"F32","shape":[1000000000,1000000000],"data_offsets":[0,4]}}`, 4), "2^50"},
		"overflowing shape":   {pack(`{"a":{"dtype":"F32","shape":[4294967296,4294967296,1],"data_offsets":[0,0]}}`, 0), "2^50"},
		"many axes":           {pack(`{"a":{"dtype":"F32","shape":[`+strings.Repeat("1,", 64)+`1],"data_offsets":[0,4]}}`, 4), "more than 64"},
		"negative":            {pack(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4), "no size"},
		"minus zero":          {pack(`{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}`, 0), "no size"},
		"fraction":            {pack(`{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}`, 4), "no size"},
		"text as size":        {pack(`{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}`, 4), "no size"},
		"shape is a number":   {pack(`{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}`, 4), "instead of ["},
		"tensor is a number":  {pack(`{"a":1}`, 4), "instead of {"},
		"deep":                {pack(`{"a":`+strings.Repeat("[", 5000)+`}`, 0), "instead of {"},
		"comma":               {pack(`{"a":{`+one+`},}`, 4), "invalid character"},
		"not UTF-8":           {pack("{\"\xff\":{"+one+"}}", 4), "UTF-8"},
		"lone surrogate":      {pack(`{"\ud800":{`+one+`}}`, 4), "not Unicode"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.data)
			var malformed *weights.MalformedError
			if !errors.As(err, &malformed) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want a malformed file: %s", err, c.want)
			}
		})
	}
}

func TestUnsupported(t *testing.T) {
	long := append(pack(strings.Repeat(" ", safetensors.MaxHeader+1), 0), 0)
	for name, data := range map[string][]byte{
		"type":   pack(`{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}`, 1),
		"case":   pack(`{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}`, 4),
		"header": long,
	} {
		_, err := read(data)
		var unsupported *weights.UnsupportedError
		if !errors.As(err, &unsupported) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	good := weights.Tensor{Name: "a", DType: weights.F32, Shape: []int{1}, Data: make([]byte, 4)}
	with := func(change func(*weights.Tensor)) *weights.Set {
		bad := good
		change(&bad)
		return &weights.Set{Tensors: []weights.Tensor{bad}}
	}
	for name, s := range map[string]*weights.Set{
		"twice":    {Tensors: []weights.Tensor{good, good}},
		"short":    with(func(t *weights.Tensor) { t.Data = t.Data[:3] }),
		"no type":  with(func(t *weights.Tensor) { t.DType = 0 }),
		"negative": with(func(t *weights.Tensor) { t.Shape = []int{-1} }),
		"reserved": with(func(t *weights.Tensor) { t.Name = "__metadata__" }),
		"bytes":    with(func(t *weights.Tensor) { t.Name = "\xff" }),
		"metadata": {Metadata: map[string]string{"a": "\xff"}},
	} {
		var b bytes.Buffer
		if err := safetensors.Write(&b, s); err == nil || b.Len() > 0 {
			t.Errorf("%s: error %v after %d bytes", name, err, b.Len())
		}
	}
}

// FuzzSafetensors wants of every file that is read the same set again.
func FuzzSafetensors(f *testing.F) {
	f.Add(file(f, "testdata/all.safetensors"))
	f.Add(file(f, "testdata/none.safetensors"))
	f.Add(pack(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[],"data_offsets":[4,5]}}`, 5))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := read(data)
		if err != nil {
			return
		}
		written := write(t, s)
		again, err := read(written)
		if err != nil {
			t.Fatalf("written file: %v", err)
		}
		if d := weights.Compare(s, again); !d.Same() {
			t.Fatalf("changed: %+v", d)
		}
		if !bytes.Equal(write(t, again), written) {
			t.Fatal("not the same bytes again")
		}
	})
}

// BenchmarkRead reads 50 MB in 100 tensors.
func BenchmarkRead(b *testing.B) {
	s := &weights.Set{}
	for k := range 100 {
		t := weights.Tensor{Name: fmt.Sprintf("layer.%d.weight", k), DType: weights.F32, Shape: []int{125, 1000}, Data: make([]byte, 500_000)}
		s.Tensors = append(s.Tensors, t)
	}
	data := write(b, s)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := read(data); err != nil {
			b.Fatal(err)
		}
	}
}
