package load

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

// spread is weights in two files, one tensor of them in two pieces.
func spread(t testing.TB) fstest.MapFS {
	t.Helper()
	file := func(tensors ...weights.Tensor) *fstest.MapFile {
		var b bytes.Buffer
		if err := safetensors.Write(&b, &weights.Set{Tensors: tensors}); err != nil {
			t.Fatal(err)
		}
		return &fstest.MapFile{Data: b.Bytes()}
	}
	tensor := func(name string, shape []int, v ...float32) weights.Tensor {
		x, err := weights.FromFloat32s(name, shape, v)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	return fstest.MapFS{
		"a.safetensors": file(tensor("w.rows.0", []int{2, 2}, 1, 2, 3, 4), tensor("c", []int{1}, 9)),
		"b.safetensors": file(tensor("w.rows.1", []int{1, 2}, 5, 6), tensor("b", nil, 7)),
		"Cut":           &fstest.MapFile{Data: []byte("{}")},
		"Folder/x":      &fstest.MapFile{},
		"other":         file(tensor("b", nil, 7), tensor("w.rows.1", []int{1, 3}, 5, 6, 7)),
	}
}

const goodIndex = `{"metadata": {"total_size": 32, "step": "7"}, "weight_map": {"b": "b.safetensors", "c": "a.safetensors",
	"w.rows.0": "a.safetensors", "w.rows.1": "b.safetensors"}, "rows": {"w": 2}}`

func TestIndex(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, spread(t)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "model.safetensors.index.json")
	if err := os.WriteFile(path, []byte(goodIndex), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := File(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Tensors) != 3 || s.Tensors[0].Name != "b" || s.Metadata["step"] != "7" {
		t.Errorf("got %+v", s)
	}
	w, _ := s.Lookup("w")
	if !slices.Equal(w.Shape, []int{3, 2}) || !slices.Equal(w.Float32s(), []float32{1, 2, 3, 4, 5, 6}) {
		t.Errorf("pieces make %v %v", w.Shape, w.Float32s())
	}
	if _, err := Read(strings.NewReader(goodIndex), int64(len(goodIndex)), false); !errors.As(err, new(*weights.UnsupportedError)) {
		t.Errorf("an index without a folder: %v", err)
	}
}

func TestBadIndex(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"up", `"c": "a.safetensors"`, `"c": "../a.safetensors"`, "no file beside"},
		{"root", `"c": "a.safetensors"`, `"c": "/a"`, "no file beside"},
		{"backwards", `"c": "a.safetensors"`, `"c": "..\\a"`, "no file beside"},
		{"dots", `"c": "a.safetensors"`, `"c": ".."`, "no file beside"},
		{"gone", `"c": "a.safetensors"`, `"c": "a"`, "not exist"},
		{"folder", `"c": "a.safetensors"`, `"c": "Folder"`, "is no file"},
		{"elsewhere", `"c": "a.safetensors"`, `"c": "b.safetensors"`, "another file"},
		{"not named", `"c": "a.safetensors",`, ``, "not in the index"},
		{"too many names", `"c": `, `"d": "a.safetensors", "c": `, "has 5 tensors"},
		{"cut", `"c": "a.safetensors"`, `"c": "Cut"`, "malformed"},
		{"pieces", `{"w": 2}`, `{"w": 3}`, "in no file"},
		{"no pieces", `{"w": 2}`, `{"w": 0}`, "want 1 to"},
		{"many pieces", `{"w": 2}`, `{"w": 2000000000}`, "want 1 to"},
		{"a number in pieces", `"rows": {"w": 2}`, `"rows": {"w": 2, "c": 1}`, "in no file"},
		{"other columns", `"b": "b.safetensors"`, `"b": "other"`, "another file"},
		{"twice", `}, "rows"`, `}, "rules": {}, "rows"`, "unknown field"},
		{"more", `{"w": 2}}`, `{"w": 2}} {}`, "follows"},
		{"none", `{"b": "b.safetensors", "c": "a.safetensors",`, `{`, "not in the index"},
	} {
		text := strings.Replace(goodIndex, c.old, c.new, 1)
		if text == goodIndex {
			t.Fatalf("%s: nothing replaced", c.name)
		}
		if _, err := sharded(spread(t), []byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	wide := strings.ReplaceAll(goodIndex, "b.safetensors", "other")
	if _, err := sharded(spread(t), []byte(wide)); err == nil || !strings.Contains(err.Error(), "has shape [1 3]") {
		t.Errorf("pieces of other columns: %v", err)
	}
	for _, text := range []string{`{}`, `{"weight_map": {}}`, `[]`, `{`, `{"weight_map": {"a": 1}}`} {
		if _, err := sharded(spread(t), []byte(text)); !errors.As(err, new(*weights.MalformedError)) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzIndex wants whole tensors or an error, and no file outside of the folder.
func FuzzIndex(f *testing.F) {
	f.Add([]byte(goodIndex))
	f.Add([]byte(strings.ReplaceAll(goodIndex, "b.safetensors", "other")))
	f.Add([]byte(`{"weight_map": {"a": "../x"}, "rows": {"": 1}}`))
	files := spread(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := sharded(beside{t, files}, text)
		if err != nil {
			return
		}
		if err := s.Check(); err != nil {
			t.Error(err)
		}
	})
}

// beside is a folder whose folders must not be opened.
type beside struct {
	t *testing.T
	fstest.MapFS
}

func (b beside) Open(name string) (fs.File, error) {
	if strings.ContainsAny(name, `/\`) || name == ".." {
		b.t.Errorf("%q was opened", name)
	}
	return b.MapFS.Open(name)
}

func (b beside) Stat(name string) (fs.FileInfo, error) { return fs.Stat(b.MapFS, name) }

func (b beside) ReadFile(name string) ([]byte, error) {
	if _, err := b.Open(name); err != nil {
		return nil, err
	}
	return b.MapFS.ReadFile(name)
}
