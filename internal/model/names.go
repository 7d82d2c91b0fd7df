package model

import (
	"fmt"
	"strings"
)

// Names lists the networks that Named knows.
func Names() []string {
	return []string{
		"panel", "panel_attention", "panel_concat", "panel_hierarchical", "panel_gated", "panel_upsample",
		"resnet18", "resnet34", "resnet_unet", "resnet_unet34",
	}
}

// Named gives the description of a known network, which callers may change.
func Named(name string) (Description, error) {
	switch name {
	case "panel":
		return panel(FusionMean, DecoderTransposed), nil
	case "panel_attention":
		return panel(FusionAttention, DecoderTransposed), nil
	case "panel_concat":
		return panel(FusionConcat, DecoderTransposed), nil
	case "panel_hierarchical":
		return panel(FusionHierarchical, DecoderTransposed), nil
	case "panel_gated":
		return panel(FusionGated, DecoderTransposed), nil
	case "panel_upsample":
		return panel(FusionMean, DecoderUpsample), nil
	case "resnet18":
		return Description{Kind: KindEncoder, Input: rgb(224), Encoder: resnet18()}, nil
	case "resnet34":
		return Description{Kind: KindEncoder, Input: rgb(224), Encoder: resnet34()}, nil
	case "resnet_unet":
		return unet(resnet18()), nil
	case "resnet_unet34":
		return unet(resnet34()), nil
	}
	return Description{}, fmt.Errorf("model: no network %q; known are %s", name, strings.Join(Names(), ", "))
}

func rgb(size int) Input { return Input{Channels: 3, Height: size, Width: size} }

func resnet18() Encoder { return Encoder{Blocks: []int{2, 2, 2, 2}, Width: 64} }
func resnet34() Encoder { return Encoder{Blocks: []int{3, 4, 6, 3}, Width: 64} }

// panel has the sizes of Sachika18/ECG-Image2Wave: 12 leads of 10.25 s at 1000
// samples a second.
func panel(fusion, decoder string) Description {
	return Description{Kind: KindPanel, Input: rgb(128), Encoder: resnet18(), Panel: &Panel{
		Panels: 12, Features: 512, Hidden: 256, Fusion: fusion,
		Decoder: PanelSignal{Kind: decoder, Channels: []int{128, 64, 32, 16, 16, 16}, Start: 321, Leads: 12, Samples: 10250},
	}}
}

// unet has the channels of segmentation_models_pytorch.
func unet(e Encoder) Description {
	return Description{Kind: KindUNet, Input: rgb(256), Encoder: e,
		UNet: &UNet{Channels: []int{256, 128, 64, 32, 16}, Outputs: 1}}
}
