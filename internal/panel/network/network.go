// Package network runs the panel network (package model) on the panels of
// pages (package panel).
package network

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/load"
	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A Network is a panel network with its weights. Calls at the same time wait
// for each other, as each uses all processors.
type Network struct {
	about panel.About

	mu      sync.Mutex
	program *nn.Program
}

// Open reads the weights of a panel network: a .safetensors file, a .pth file
// of the prototype or a like network, or an ONNX model. All tensors of the
// network must be there, in their shapes, and no others. Layers whose weights have
// 8 bits and a range compute in 8 bits.
func Open(path string) (*Network, error) {
	set, err := load.File(path, true)
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	sum, err := hashFile(path)
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	n, err := New(set)
	if err != nil {
		return nil, fmt.Errorf("%w; \"einthoven model diff\" shows what differs in %s", err, path)
	}
	n.about.SHA256 = sum
	return n, nil
}

// New makes a network of a checkpoint, see [Open].
func New(set *weights.Set) (*Network, error) {
	d, err := Describe(set)
	if err != nil {
		return nil, err
	}
	if err := fits(d); err != nil {
		return nil, err
	}
	net, err := model.New(d, 0)
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	plain, _, err := weights.Dequantize(set)
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	if _, err := model.Load(net.Params, plain, model.Options{Strict: true}); err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	ranges, err := model.Ranges(net.Params, set, model.Options{})
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	program, err := net.Program(1, nn.Options{Ranges: ranges, Runner: func(n int, f func(i int)) { par.Each(0, n, f) }})
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	return &Network{about: panel.About{Fusion: d.Panel.Fusion}, program: program}, nil
}

// fits tells whether a network takes the panels of a page and gives its leads.
func fits(d model.Description) error {
	if d.Kind != model.KindPanel || d.Panel == nil {
		return fmt.Errorf("panel: the weights are those of a network of kind %s; give those of a panel network", d.Kind)
	}
	p, in := d.Panel, d.Input
	if in.Channels != panel.Channels || in.Height != panel.Size || in.Width != panel.Size || p.Panels != panel.Leads ||
		p.Decoder.Leads != panel.Leads || p.Decoder.Samples != panel.Samples {
		return fmt.Errorf("panel: the network makes %d leads of %d samples of %d panels of %d x %d x %d; give one that makes %d of %d of %d of %d x %d x %d",
			p.Decoder.Leads, p.Decoder.Samples, p.Panels, in.Channels, in.Height, in.Width,
			panel.Leads, panel.Samples, panel.Leads, panel.Channels, panel.Size, panel.Size)
	}
	return nil
}

// About says which network it is; the hash is empty if [New] made it.
func (n *Network) About() panel.About { return n.about }

// Estimate gives the leads of a page. It fails where the network gives what is
// no number, as damaged weights do.
func (n *Network) Estimate(ctx context.Context, pictures [panel.Leads]image.Image) (*panel.Estimate, error) {
	x, err := panel.Input(pictures)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	if err := n.program.Forward(x); err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	out, all := &panel.Estimate{}, n.program.Output(0)
	for l := range out.MV {
		out.MV[l] = make([]float64, panel.Samples)
		for k, v := range all[l*panel.Samples:][:panel.Samples] {
			if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
				return nil, errors.New("panel: the network gives what is no number: its weights are damaged, or its training went astray")
			}
			out.MV[l][k] = float64(v)
		}
	}
	if n.program.Outputs() > 1 {
		for _, v := range n.program.Output(1) {
			out.Attention = append(out.Attention, float64(v))
		}
	}
	return out, nil
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
