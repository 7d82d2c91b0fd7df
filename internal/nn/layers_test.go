package nn

import (
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

type layerCase struct {
	name string
	make func(b *Builder)
}

// one makes a graph of one input of n x c x h x w and one layer.
func one(name string, n, c, h, w int, layer func(b *Builder, x Node) Node) layerCase {
	return layerCase{name, func(b *Builder) {
		b.Output(layer(b, b.Input(kernel.Shape{N: n, C: c, H: h, W: w})))
	}}
}

// two makes a graph of two inputs, of c and d channels.
func two(name string, n, c, d, h, w int, layer func(b *Builder, x, y Node) Node) layerCase {
	return layerCase{name, func(b *Builder) {
		x, y := b.Input(kernel.Shape{N: n, C: c, H: h, W: w}), b.Input(kernel.Shape{N: n, C: d, H: h, W: w})
		b.Output(layer(b, x, y))
	}}
}

func convOf(p kernel.ConvParams, bias bool) func(b *Builder, x Node) Node {
	return func(b *Builder, x Node) Node { return b.Conv("conv", x, p, bias) }
}

var layers = []layerCase{
	one("conv 3x3", 2, 3, 5, 7, convOf(kernel.ConvParams{Out: 5, KH: 3, KW: 3, PadH: 1, PadW: 1}, true)),
	one("conv stride 2", 1, 18, 5, 7, convOf(kernel.ConvParams{Out: 3, KH: 3, KW: 3, PadH: 1, PadW: 1, StrideH: 2, StrideW: 2}, false)),
	one("conv 1d dilated", 2, 4, 1, 13, convOf(kernel.ConvParams{Out: 17, KH: 1, KW: 5, PadW: 4, DilW: 2}, true)),
	one("conv transposed", 2, 5, 3, 4, convOf(kernel.ConvParams{Out: 3, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true}, true)),
	one("conv transposed padded", 1, 3, 3, 4, convOf(kernel.ConvParams{Out: 18, KH: 3, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1, Transposed: true}, true)),
	one("linear", 3, 19, 1, 1, func(b *Builder, x Node) Node { return b.Linear("fc", x, 5, true) }),
	one("batch norm", 2, 5, 3, 5, func(b *Builder, x Node) Node { return b.BatchNorm("bn", x, false) }),
	one("batch norm wide", 3, 18, 1, 3, func(b *Builder, x Node) Node { return b.BatchNorm("bn", x, false) }),
	one("batch norm frozen", 2, 5, 3, 5, func(b *Builder, x Node) Node { return b.BatchNorm("bn", x, true) }),
	one("batch norm relu", 2, 5, 3, 5, func(b *Builder, x Node) Node { return b.ReLU(b.BatchNorm("bn", x, false)) }),
	one("conv batch norm relu", 2, 3, 5, 5, func(b *Builder, x Node) Node {
		return b.ReLU(b.BatchNorm("bn", b.Conv3("conv", x, 5, 1, true), false))
	}),
	one("conv transposed batch norm", 2, 3, 3, 3, func(b *Builder, x Node) Node {
		return b.BatchNorm("bn", b.Conv("up", x, kernel.ConvParams{Out: 4, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true}, false), false)
	}),
	one("instance norm", 2, 5, 3, 5, func(b *Builder, x Node) Node { return b.InstanceNorm("in", x) }),
	one("group norm", 2, 18, 3, 2, func(b *Builder, x Node) Node { return b.GroupNorm("gn", x, 3) }),
	one("relu", 2, 5, 3, 5, (*Builder).ReLU),
	one("silu", 2, 5, 3, 5, (*Builder).SiLU),
	one("sigmoid", 2, 5, 3, 5, (*Builder).Sigmoid),
	one("max pool", 2, 5, 5, 7, func(b *Builder, x Node) Node { return b.MaxPool(x, 2) }),
	one("max pool 3x3", 1, 17, 5, 7, func(b *Builder, x Node) Node {
		return b.Pool(x, kernel.PoolParams{KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1})
	}),
	one("mean pool", 2, 5, 5, 7, func(b *Builder, x Node) Node {
		return b.Pool(x, kernel.PoolParams{KH: 3, KW: 2, StrideH: 2, StrideW: 2, PadH: 1, Average: true})
	}),
	one("global mean", 2, 17, 3, 5, (*Builder).GlobalMean),
	one("upsample", 2, 5, 3, 2, func(b *Builder, x Node) Node { return b.Upsample(x, 2, 3) }),
	one("resize", 1, 5, 3, 4, func(b *Builder, x Node) Node { return b.Resize(x, 5, 9) }),
	one("mean over panels", 6, 5, 2, 3, func(b *Builder, x Node) Node { return b.MeanPanels(x, 3) }),
	one("flatten", 2, 5, 3, 2, (*Builder).Flatten),
	one("cut", 2, 18, 2, 5, func(b *Builder, x Node) Node { return b.Cut(x, 3) }),
	one("reshape", 2, 18, 1, 2, func(b *Builder, x Node) Node { return b.Reshape(x, kernel.Shape{N: 4, C: 3, H: 2, W: 3}) }),
	one("add self", 2, 5, 3, 2, func(b *Builder, x Node) Node { return b.Add(x, x) }),
	one("mul self", 2, 5, 3, 2, func(b *Builder, x Node) Node { return b.Mul(x, b.Mul(x, x)) }),
	one("softmax channels", 2, 18, 2, 3, func(b *Builder, x Node) Node { return b.Softmax(x, Channels) }),
	one("softmax rows", 2, 3, 4, 3, func(b *Builder, x Node) Node { return b.Softmax(x, Rows) }),
	one("softmax columns", 2, 3, 4, 3, func(b *Builder, x Node) Node { return b.Softmax(x, Columns) }),
	one("softmax pixels", 2, 3, 4, 3, func(b *Builder, x Node) Node { return b.Softmax(x, Pixels) }),
	one("softmax strips", 1, 2, 9, 10, func(b *Builder, x Node) Node {
		return b.Concat(b.Softmax(x, Rows), b.Softmax(x, Columns), b.Softmax(x, Channels), b.Softmax(x, Pixels))
	}),
	one("softmax blocks", 1, 18, 9, 1, func(b *Builder, x Node) Node { return b.Softmax(x, Channels) }),
	one("attention pool", 2, 18, 3, 2, func(b *Builder, x Node) Node { return b.AttentionPool("attention", x) }),
	one("soft argmax", 2, 5, 7, 3, (*Builder).SoftArgmax),
	one("coordinates", 2, 5, 3, 4, func(b *Builder, x Node) Node { return b.Conv3("conv", b.Coordinates(x), 4, 1, true) }),
	one("dropout", 2, 5, 3, 4, func(b *Builder, x Node) Node { return b.Dropout(x, 0.4, 7) }),
	one("drop channels", 2, 18, 3, 4, func(b *Builder, x Node) Node { return b.DropChannels(x, 0.4, 7) }),
	two("add", 2, 5, 5, 3, 2, (*Builder).Add),
	two("mul", 2, 5, 5, 3, 2, (*Builder).Mul),
	two("concat", 2, 16, 5, 3, 2, func(b *Builder, x, y Node) Node { return b.Concat(x, y) }),
	two("concat odd", 2, 5, 18, 3, 2, func(b *Builder, x, y Node) Node { return b.Concat(x, y, x) }),
	two("concat three", 1, 14, 17, 1, 2, func(b *Builder, x, y Node) Node { return b.Concat(x, y, x) }),
}

// unet is a small U-Net of two levels.
func unet(b *Builder, x Node, base, levels int) Node {
	return unetLevel(b, "u", x, base, levels)
}

func unetLevel(b *Builder, name string, x Node, base, levels int) Node {
	twice := func(name string, x Node) Node {
		x = b.ReLU(b.BatchNorm(name+".bn1", b.Conv3(name+".conv1", x, base, 1, false), false))
		return b.ReLU(b.BatchNorm(name+".bn2", b.Conv3(name+".conv2", x, base, 1, false), false))
	}
	x = twice(name+".down", x)
	if levels == 0 {
		return x
	}
	low := unetLevel(b, name+"u", b.MaxPool(x, 2), 2*base, levels-1)
	low = b.Conv(name+".up", low, kernel.ConvParams{Out: base, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true}, true)
	return twice(name+".join", b.Concat(x, low))
}

// nets are tested as wholes.
var nets = []layerCase{
	{"u-net", func(b *Builder) {
		x := unet(b, b.Input(kernel.Shape{N: 2, C: 1, H: 4, W: 8}), 3, 1)
		b.Output(b.Conv("out", x, kernel.ConvParams{Out: 2, KH: 1, KW: 1}, true))
	}},
	{"resnet block", func(b *Builder) {
		z := b.Residual("layer1.0", b.Input(kernel.Shape{N: 2, C: 3, H: 5, W: 6}), 4, 2, false)
		z = b.Residual("layer1.1", z, 4, 1, false)
		b.Output(b.Linear("fc", b.GlobalMean(z), 3, true))
		b.Output(z)
	}},
	{"shared weights", func(b *Builder) {
		x := b.Input(kernel.Shape{N: 2, C: 3, H: 3, W: 2})
		for range 3 {
			x = b.SiLU(b.BatchNorm("bn", b.Conv3("conv", x, 3, 1, true), true))
		}
		b.Output(x)
	}},
	{"outputs named twice", func(b *Builder) {
		x := b.Input(kernel.Shape{N: 2, C: 3, H: 3, W: 2})
		y := b.SiLU(b.Conv3("conv", x, 3, 1, true))
		b.Output(y)
		b.Output(b.Sigmoid(y))
		b.Output(y)
		b.Output(x)
	}},
}

func TestNets(t *testing.T) {
	for _, l := range nets {
		t.Run(l.name, func(t *testing.T) { newCase(t, Options{Train: true}, 3, l.make).check() })
		t.Run(l.name+"/infer", func(t *testing.T) { newCase(t, Options{}, 3, l.make).check() })
	}
}
