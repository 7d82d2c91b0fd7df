// Package panel lets package einthoven read pages with the panel network, the
// network of the prototype: one small picture a lead goes in, twelve leads come
// out.
//
//	net, err := panel.Open("resnet_unet_best.safetensors")
//	opt := einthoven.Options{Engine: "panel", Network: net}
//
// What it gives is an estimate that no scale of the page stands behind; results
// are never [einthoven.OK]. It is a package of its own so that programs which
// do not use it do not carry a network engine. No weights come with it.
package panel

import (
	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/internal/panel/network"
)

// Open reads the weights of a panel network, .safetensors, .pth or .onnx; give
// it to [einthoven.Options]. All tensors must fit: nothing is left as it
// started. It serves any number of calls at a time.
func Open(path string) (einthoven.Network, error) {
	n, err := network.Open(path)
	if err != nil {
		return einthoven.Network{}, err
	}
	return einthoven.NewNetwork(n), nil
}
