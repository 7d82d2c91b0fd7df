package main

import (
	"context"
	"io"
	"os"
	"slices"

	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/internal/panel"
	network "github.com/einthoven-ecg/einthoven/panel"
)

const (
	// enginePanel is the engine that asks the panel network.
	enginePanel = "panel"
	// panelsName is what the results of panels are called.
	panelsName = "panels"
)

// openNetwork loads the weights for an engine, if it needs any.
func openNetwork(engine, weights string) (einthoven.Network, error) {
	switch {
	case engine != enginePanel && weights != "":
		return einthoven.Network{}, wrongCall("add --engine panel", "--weights: the engine %s has no use for weights", engine)
	case engine != enginePanel:
		return einthoven.Network{}, nil
	case weights == "":
		return einthoven.Network{}, wrongCall("train a network (einthoven train), or take a checkpoint of ECG-Image2Wave (resnet_unet_best.pth), and name it with --weights FILE",
			"the engine panel needs weights, and none come with the program")
	}
	n, err := network.Open(weights)
	if err != nil {
		return n, wrongCall("--weights takes the .safetensors, .pth or .onnx file of a panel network", "--weights: %w", err)
	}
	return n, nil
}

// placePanels tells which file is the panel of which lead; empty names are
// leads without one.
func placePanels(files []string) (out [panel.Leads]string, err error) {
	if slices.Contains(files, stdinPath) {
		return out, wrongCall("name the files", "--panels: the standard input is one picture")
	}
	places, ok := panel.Places(files)
	if !ok {
		return out, wrongCall("give up to 12 pictures, all called by leads (V1.png), or all by numbers from 1 to 12 (or 0 to 11), each once", "--panels: %d files are not the panels of one page", len(files))
	}
	for i, l := range places {
		out[l] = files[i]
	}
	return out, nil
}

// readPanels opens the panels of a page and has them read as one record.
func (b *batch) readPanels(ctx context.Context) ([]record, error) {
	var readers [panel.Leads]io.Reader
	var all [panel.Leads]watched
	for l, path := range b.panels {
		if path == "" {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			return nil, &unreadableError{err}
		}
		defer f.Close()
		all[l].r = f
		readers[l] = &all[l]
	}
	rec, err := b.env.reader.readPanels(ctx, readers, panelsName, b.options)
	for l := range all {
		if all[l].err != nil {
			return nil, &unreadableError{all[l].err}
		}
	}
	if err != nil {
		return nil, err
	}
	return []record{rec}, nil
}
