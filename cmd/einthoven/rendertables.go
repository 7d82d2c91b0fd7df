package main

import (
	"slices"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/light"
)

// maxPhotos is how many photos of tables are kept: one of 2400 by 1800 pixels
// takes 50 megabytes.
const maxPhotos = 8

// A photoShelf keeps photos of tables, so that each is read once for many
// pictures. It serves any number of goroutines.
type photoShelf struct {
	mu   sync.Mutex
	kept []*keptPhoto // the last used first
}

type keptPhoto struct {
	file  string
	width int
	read  func() (*light.Photo, error)
}

func newPhotoShelf() *photoShelf { return new(photoShelf) }

// photo is that of a file, scaled to a width.
func (s *photoShelf) photo(file string, width int) (*light.Photo, error) {
	return s.find(file, width).read()
}

func (s *photoShelf) find(file string, width int) *keptPhoto {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.kept, func(k *keptPhoto) bool { return k.file == file && k.width == width })
	k := &keptPhoto{file: file, width: width}
	if i >= 0 {
		k = s.kept[i]
		s.kept = slices.Delete(s.kept, i, i+1)
	} else {
		k.read = sync.OnceValues(func() (*light.Photo, error) { return light.ReadPhoto(file, width) })
	}
	s.kept = slices.Insert(s.kept, 0, k)
	s.kept = s.kept[:min(len(s.kept), maxPhotos)]
	return k
}
