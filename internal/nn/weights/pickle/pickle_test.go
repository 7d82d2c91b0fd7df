package pickle_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pickle"
)

// name is what the test's host makes of a global.
type name string

var errRefused = errors.New("refused")

// host knows the names in module "ok" and notes what is called.
type host struct{ calls []string }

func (h *host) Global(module, n string) (any, error) {
	if module != "ok" {
		return nil, fmt.Errorf("%s.%s: %w", module, n, errRefused)
	}
	return name(n), nil
}

func (h *host) Call(callee any, args pickle.Tuple) (any, error) {
	h.calls = append(h.calls, fmt.Sprintf("%T %d", callee, len(args)))
	if _, ok := callee.(name); !ok {
		return nil, errRefused
	}
	return &pickle.Dict{}, nil
}

func (h *host) Build(any, any) error           { return nil }
func (h *host) Persistent(id any) (any, error) { return id, nil }

func read(data string) (any, error) {
	v, n, err := pickle.Read(strings.NewReader(data), &host{}, pickle.Limits{})
	if err == nil && int(n) != len(data) {
		err = fmt.Errorf("read %d of %d bytes", n, len(data))
	}
	return v, err
}

// TestValues reads pickles whose bytes Python 3.11 wrote, and some by hand.
func TestValues(t *testing.T) {
	big, _ := new(big.Int).SetString("-1208925819614629174706176", 10) // -2^80
	list := func(v ...any) *pickle.List { return &pickle.List{Items: v} }
	for data, want := range map[string]any{
		"N.":                                    nil,
		"\x80\x02\x88.":                         true,
		"I00\n.":                                false,
		"\x80\x02J\xff\xff\xff\xff.":            int64(-1),
		"\x80\x02K\xff.":                        int64(255),
		"\x80\x02M\xff\xff.":                    int64(65535),
		"\x80\x02\x8a\x00.":                     int64(0),
		"\x80\x02\x8a\x05\x00\x00\x00\x00\x80.": int64(-1) << 39,
		"\x80\x02\x8a\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff.": big,
		"L-12L\n.": int64(-12),
		"F1.5\n.":  1.5,
		"\x80\x02G\xbf\xf8\x00\x00\x00\x00\x00\x00.":                  -1.5,
		"\x80\x02X\x02\x00\x00\x00\xc3\xa9q\x00.":                     "é",
		"\x80\x04\x95\x06\x00\x00\x00\x00\x00\x00\x00\x8c\x02ab\x94.": "ab",
		"\x80\x03C\x02\x00\xffq\x00.":                                 []byte{0, 255},
		"\x80\x02U\x02ab.":                                            []byte("ab"),
		"Vab\n.":                                                      "ab",
		"\x80\x02).":                                                  pickle.Tuple(nil),
		"\x80\x02K\x01K\x02\x86q\x00.":                                pickle.Tuple{int64(1), int64(2)},
		"\x80\x02]q\x00(K\x01]q\x01K\x02ae.":                          list(int64(1), list(int64(2))),
		"(lp0\nI1\na.":                                                list(int64(1)),
		"\x80\x02}q\x00K\x01\x88s.":                                   &pickle.Dict{Items: []pickle.Item{{Key: int64(1), Value: true}}},
		"\x80\x02}(K\x01NK\x02Nu.":                                    &pickle.Dict{Items: []pickle.Item{{Key: int64(1)}, {Key: int64(2)}}},
		"(K\x01Nd.":                                                   &pickle.Dict{Items: []pickle.Item{{Key: int64(1)}}},
		"(K\x01q\x07K\x02h\x07t.":                                     pickle.Tuple{int64(1), int64(2), int64(1)},
		"\x80\x04K\x01\x94K\x02\x94h\x00\x870N.":                      nil,
		"cok\nf\n.":                                                   name("f"),
		"\x8c\x02ok\x8c\x01f\x93.":                                    name("f"),
		"cok\nf\n)R}b.":                                               &pickle.Dict{},
		"K\x05Q.":                                                     int64(5),
		"(K\x01K\x021K\x032\x86.":                                     pickle.Tuple{int64(3), int64(3)},
	} {
		got, err := read(data)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %#v (%v), want %#v", data, got, err, want)
		}
	}
}

// TestBad reads pickles that are broken or dangerous.
func TestBad(t *testing.T) {
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	for label, c := range map[string]struct{ data, want string }{
		"nothing":          {"", "unexpected EOF"},
		"no stop":          {"N", "unexpected EOF"},
		"empty":            {".", "0 values"},
		"popped":           {"N0.", "0 values"},
		"two values":       {"NN.", "2 values"},
		"open mark":        {"N(.", "instead of one"},
		"no mark":          {"t.", "mark that is not there"},
		"pop of nothing":   {"0.", "not there"},
		"tuple of nothing": {"K\x01\x86.", "not there"},
		"below a mark":     {"K\x01(\x85.", "not there"},
		"append to number": {"K\x01K\x02a.", "does not take"},
		"item in list":     {"]K\x01K\x02s.", "does not take"},
		"odd items":        {"}(K\x01u.", "without a value"},
		"memo of nothing":  {"q\x00.", "not there"},
		"memo not set":     {"h\x05.", "not set"},
		"memo by name":     {"gx\n.", "no memo"},
		"cut number":       {"J\x01\x02", "unexpected EOF"},
		"cut text":         {"X\x05\x00\x00\x00ab", "unexpected EOF"},
		"cut long text":    {"X\x00\x00\x10\x00ab", "unexpected EOF"},
		"not UTF-8":        {"X\x01\x00\x00\x00\xff.", "not UTF-8"},
		"no integer":       {"Ix\n.", "no integer"},
		"no float":         {"Fx\n.", "no float"},
		"endless line":     {"I" + many("1", 5000), "without an end"},
		"call of a number": {"K\x01)R.", "refused"},
		"call with number": {"cok\nf\nK\x01R.", "no tuple"},
		"class by number":  {"K\x01K\x02\x93.", "names a class"},

		"system":           {"cos\nsystem\n(S'id'\ntR.", "os.system"},
		"eval":             {"c__builtin__\neval\nX\x01\x00\x00\x001\x85R.", "__builtin__.eval"},
		"instance":         {"(ios\nsystem\n.", "opcode 0x69"},
		"extension":        {"\x82\x01.", "opcode 0x82"},
		"protocol 6":       {"\x80\x06N.", "protocol 6"},
		"huge text":        {"X\xff\xff\xff\xff", "text of 4294967295 bytes"},
		"huger text":       {"\x8d\xff\xff\xff\xff\xff\xff\xff\xff", "text of 18446744073709551615"},
		"huge integer":     {"\x8b\xff\xff\xff\x7f", "integer of 2147483647"},
		"deep marks":       {many("(", 100), "nesting deeper"},
		"many values":      {many("N", 2_000_001), "more than 2000000 values"},
		"doubling":         {"]" + many("2", 2_000_001), "more than 2000000 values"},
		"text with escape": {"V\\u0041\n.", "escapes"},
	} {
		t.Run(label, func(t *testing.T) {
			_, err := read(c.data)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
			var malformed *weights.MalformedError
			var unsupported *weights.UnsupportedError
			if !errors.As(err, &malformed) && !errors.As(err, &unsupported) && !errors.Is(err, errRefused) {
				t.Errorf("error %v is of no kind", err)
			}
		})
	}
}

// TestLaughs reads a pickle of 2^40 leaves, which are one object.
func TestLaughs(t *testing.T) {
	data := "]" + strings.Repeat("2\x86", 40) + "." // each a pair of the one before
	v, err := read(data)
	if p, ok := v.(pickle.Tuple); err != nil || !ok || len(p) != 2 {
		t.Errorf("%T %v", v, err)
	}
	if _, err := read("]2a."); err != nil { // a list in itself
		t.Error(err)
	}
	nested := strings.Repeat("\x85", 1_000_000)
	if _, err := read("N" + nested + "."); err != nil {
		t.Error(err)
	}
}

// FuzzPickle wants no panic and an end, whatever the bytes.
func FuzzPickle(f *testing.F) {
	archives, err := filepath.Glob("../pth/testdata/*.pth")
	if err != nil || len(archives) == 0 {
		f.Fatal("no archives", err)
	}
	for _, path := range archives {
		z, err := zip.OpenReader(path)
		if err != nil {
			continue // of the old format
		}
		defer z.Close()
		for _, file := range z.File {
			if !strings.HasSuffix(file.Name, "/data.pkl") {
				continue
			}
			in, err := file.Open()
			if err != nil {
				f.Fatal(err)
			}
			data, err := io.ReadAll(in)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
			f.Add(bytes.ReplaceAll(data, []byte("ctorch"), []byte("cok\nch")))
		}
	}
	f.Add([]byte("(lp0\nI1\naL2L\na."))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, n, err := pickle.Read(bytes.NewReader(data), &host{}, pickle.Limits{Values: 10_000})
		if n < 0 || n > int64(len(data)) {
			t.Fatalf("read %d of %d bytes", n, len(data))
		}
		if _, again, twice := pickle.Read(bytes.NewReader(data), &host{}, pickle.Limits{Values: 10_000}); again != n || (err == nil) != (twice == nil) {
			t.Fatalf("%d bytes, %v; then %d bytes, %v", n, err, again, twice)
		}
	})
}
