package segment

import (
	"bytes"
	_ "embed" // weights
	"fmt"
	"strings"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/load"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

//go:embed weights.safetensors
var stored []byte

// network is the one that comes with the program, without a size: its
// programs are made for the size of a page.
var network = sync.OnceValues(func() (*model.Network, error) {
	set, err := load.Read(bytes.NewReader(stored), int64(len(stored)), false)
	if err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	d, err := model.Decode(strings.NewReader(set.Metadata["network"]))
	if err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	net, err := model.New(d, 0)
	if err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	if _, err := model.Load(net.Params, set, model.Options{Strict: true}); err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	return net, nil
})

// program is the network for pictures of a size.
func program(w, h, workers int) (*nn.Program, error) {
	net, err := network()
	if err != nil {
		return nil, err
	}
	d := net.Description
	d.Input.Width, d.Input.Height = w, h
	sized := model.Network{Description: d, Params: net.Params}
	return sized.Program(1, nn.Options{Runner: func(n int, f func(i int)) { par.Each(workers, n, f) }})
}
