package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/gofrs/flock"
)

// A Store keeps the examples of a source on disk, because drawing one takes
// about a second and reading it a millisecond. Every example is a safetensors
// file; the folder is named after the key of the source, so that sources never
// mix and runs may share a store.
type Store struct {
	source Source
	dir    string
	index  index
}

// index is what is known of all examples.
type index struct {
	Source string   `json:"source"`
	Groups []string `json:"groups"`
	Keys   []string `json:"keys"`
}

// Open draws what is not yet there of a source, on at most jobs goroutines, and
// calls done after every example, in order. Stop ends it, with its error.
func Open(source Source, dir string, jobs int, stop func() error, done func(i int)) (*Store, error) {
	sum := sha256.Sum256([]byte(source.Key()))
	s := &Store{source: source, dir: filepath.Join(dir, hex.EncodeToString(sum[:8]))}
	if err := os.MkdirAll(s.dir, 0o777); err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	if err := s.sweep(); err != nil {
		return nil, err
	}
	if s.readIndex() {
		return s, nil
	}
	s.index = index{Source: source.Key()}
	err := par.Ordered(jobs, source.Len(), s.ensure, func(i int, e Example) error {
		s.index.Groups = append(s.index.Groups, e.Group)
		s.index.Keys = append(s.index.Keys, e.Key)
		done(i)
		return stop()
	})
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(&s.index)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	err = s.writeFile("index.json", func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	return s, err
}

// lock is shared by all that write into the store, and held alone by who sweeps.
func (s *Store) lock() *flock.Flock { return flock.New(s.path(".lock")) }

// sweep removes what a killed run left half written, unless others write now.
func (s *Store) sweep() error {
	l := s.lock()
	alone, err := l.TryLock()
	if err != nil {
		return fmt.Errorf("data: lock %s: %w", s.dir, err)
	}
	defer func() { _ = l.Close() }()
	if !alone {
		return nil
	}
	left, err := filepath.Glob(s.path(".*.*.*"))
	for _, f := range left {
		os.Remove(f)
	}
	return err
}

// writeFile writes a file of the store whole or not at all.
func (s *Store) writeFile(name string, write func(io.Writer) error) error {
	l := s.lock()
	if err := l.RLock(); err != nil {
		return fmt.Errorf("data: lock %s: %w", s.dir, err)
	}
	defer func() { _ = l.Close() }()
	return weights.WriteFile(s.path(name), write)
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name) }

// readIndex tells whether all examples are there already.
func (s *Store) readIndex() bool {
	text, err := os.ReadFile(s.path("index.json"))
	if err != nil {
		return false
	}
	n := s.source.Len()
	err = json.Unmarshal(text, &s.index)
	return err == nil && s.index.Source == s.source.Key() && len(s.index.Groups) == n && len(s.index.Keys) == n
}

// ensure gives example i and sees to it that it is kept. A file that is damaged
// is drawn again.
func (s *Store) ensure(i int) (Example, error) {
	if e, err := s.read(i); err == nil {
		return e, nil
	}
	e, err := s.draw(i, 0)
	if err != nil {
		return Example{}, err
	}
	return e, s.write(i, &e)
}

func (s *Store) draw(i int, version uint64) (Example, error) {
	e, err := s.source.Draw(i, version)
	if err != nil {
		return Example{}, fmt.Errorf("data: example %d: %w", i, err)
	}
	return e, e.Check(s.source.Size())
}

// Groups and Keys are those of all examples.
func (s *Store) Groups() []string { return s.index.Groups }

// Keys are the fingerprints of all examples.
func (s *Store) Keys() []string { return s.index.Keys }

// Unnamed is how many examples are of records that name no patient, of which two
// may be of one.
func (s *Store) Unnamed() (n int) {
	for _, g := range s.index.Groups {
		if strings.HasPrefix(g, unnamed) {
			n++
		}
	}
	return n
}

// Size is that of the examples.
func (s *Store) Size() Size { return s.source.Size() }

// Digest names all that is in the store.
func (s *Store) Digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q", s.index)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Get gives an example; versions other than 0 are drawn, not kept.
func (s *Store) Get(i int, version uint64) (Example, error) {
	if version != 0 {
		return s.draw(i, version)
	}
	return s.ensure(i)
}

func name(i int) string { return fmt.Sprintf("%06d.safetensors", i) }

func (s *Store) write(i int, e *Example) error {
	target, err := weights.FromFloat32s("target", []int{len(e.Target)}, e.Target)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	set := &weights.Set{Metadata: map[string]string{"group": e.Group, "key": e.Key}, Tensors: []weights.Tensor{
		{Name: "pixels", DType: weights.U8, Shape: []int{len(e.Pixels)}, Data: e.Pixels},
		target,
		{Name: "mask", DType: weights.U8, Shape: []int{len(e.Mask)}, Data: e.Mask},
	}}
	return s.writeFile(name(i), func(w io.Writer) error { return safetensors.Write(w, set) })
}

func (s *Store) read(i int) (Example, error) {
	text, err := os.ReadFile(s.path(name(i)))
	if errors.Is(err, fs.ErrNotExist) {
		return Example{}, err
	}
	if err != nil {
		return Example{}, fmt.Errorf("data: %w", err)
	}
	set, err := safetensors.Read(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return Example{}, err
	}
	e := Example{Group: set.Metadata["group"], Key: set.Metadata["key"]}
	for _, t := range set.Tensors {
		switch {
		case t.Name == "pixels" && t.DType == weights.U8:
			e.Pixels = t.Data
		case t.Name == "target" && t.DType == weights.F32:
			e.Target = t.Float32s()
		case t.Name == "mask" && t.DType == weights.U8:
			e.Mask = t.Data
		}
	}
	return e, e.Check(s.source.Size())
}
