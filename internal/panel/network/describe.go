package network

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// metadataKey is where our weight files keep the description of their network:
// JSON, or the name of a known one.
const metadataKey = "network"

// Describe tells which panel network a checkpoint belongs to: the one that its
// file describes, else, as in files of the prototype, the known one that has
// such tensors.
func Describe(set *weights.Set) (model.Description, error) {
	text, ok := set.Metadata[metadataKey]
	if !ok {
		return model.Named(nameOf(set))
	}
	var name string
	if json.Unmarshal([]byte(text), &name) == nil {
		return model.Named(name)
	}
	d, err := model.Decode(strings.NewReader(text))
	if err != nil {
		return d, fmt.Errorf("panel: description in the weights: %w", err)
	}
	return d, nil
}

// nameOf tells known panel networks apart by the tensors that only one has; the
// prototype's own is left.
func nameOf(set *weights.Set) string {
	has := func(name string) bool {
		_, ok := set.Lookup(name)
		return ok
	}
	switch {
	case has("fusion.score.weight"):
		return "panel_attention"
	case has("fusion.gate.weight"):
		return "panel_gated"
	case has("fusion.pairs.0.weight"):
		return "panel_hierarchical"
	case has("decoder.up.2.running_mean"):
		return "panel_upsample" // after an upsampling; else the second is the first normalisation
	}
	if t, ok := set.Lookup("fuse.0.weight"); ok && len(t.Shape) == 2 && t.Shape[1] == 12*512 {
		return "panel_concat"
	}
	return "panel"
}
