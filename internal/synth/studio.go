package synth

import (
	"image"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Studio holds what pictures are made with and can be used for the next:
// tables and canvases. It serves any number of goroutines.
type Studio struct {
	workers int
	tables  *capture.Tables
	sample  *raster.Sampler
	desks   sync.Pool
	rooms   sync.Pool // of memory for samples
}

// NewStudio makes each picture on at most workers goroutines, 0 meaning
// GOMAXPROCS. Pictures do not depend on it.
func NewStudio(workers int) *Studio {
	return &Studio{workers: workers, tables: capture.NewTables(), sample: raster.NewSampler()}
}

// desk is one that is free.
func (s *Studio) desk() *desk {
	if d, ok := s.desks.Get().(*desk); ok {
		return d
	}
	return new(desk)
}

// room is memory of n bytes that may be anything.
func (s *Studio) room(n int) *[]byte {
	if old, ok := s.rooms.Get().(*[]byte); ok && cap(*old) >= n {
		*old = (*old)[:n]
		return old
	}
	out := make([]byte, n)
	return &out
}

// Render makes the picture of a specification, and its truth. It fails where a
// field is out of its range.
func (s *Studio) Render(spec *Spec) (*image.NRGBA, *Truth, error) {
	scene, err := s.Scene(spec)
	if err != nil {
		return nil, nil, err
	}
	img, err := scene.Picture(scene.Bounds())
	if err != nil {
		return nil, nil, err
	}
	return img, scene.Truth, nil
}
