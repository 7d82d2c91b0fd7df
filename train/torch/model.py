"""The networks of internal/model in PyTorch: same JSON, same names and shapes.

build() takes a description as internal/model/description.go writes it and
gives a module whose state_dict() has the names, shapes and order of a
checkpoint of the Go program. Fields that are not known here are an error, so
that no description is half understood.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Json = dict[str, Any]


def fields(part: Json, where: str, must: str, may: str = "") -> Json:
    """Check the names of the fields of a JSON object."""
    if not isinstance(part, dict):
        raise ValueError(f"{where} is missing or no object")
    unknown = set(part) - set(must.split()) - set(may.split())
    missing = set(must.split()) - set(part)
    if unknown or missing:
        raise ValueError(f"{where}: unknown fields {sorted(unknown)}, missing fields {sorted(missing)}")
    return part


class FrozenNorm(nn.BatchNorm2d):
    """A batch normalisation that stays as it is in training."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels)
        self.requires_grad_(False)

    def train(self, mode: bool = True) -> FrozenNorm:
        return super().train(False)


def norm2d(channels: int, frozen: bool) -> nn.BatchNorm2d:
    return FrozenNorm(channels) if frozen else nn.BatchNorm2d(channels)


class Residual(nn.Module):
    """The basic block of a ResNet (He and others, 2016)."""

    def __init__(self, inputs: int, out: int, stride: int, frozen: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, out, 3, stride, 1, bias=False)
        self.bn1 = norm2d(out, frozen)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = norm2d(out, frozen)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or inputs != out:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, out, 1, stride, bias=False), norm2d(out, frozen))

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.downsample(x))


class Encoder(nn.Module):
    """A ResNet; names are the children's names of the layers: of the first
    convolution, of its normalisation and of the four stages."""

    def __init__(self, d: Json, channels: int, names: list[str]) -> None:
        super().__init__()
        fields(d, "encoder", "blocks width", "frozen")
        self.names, width, frozen = names, d["width"], d.get("frozen", False)
        self.add_module(names[0], nn.Conv2d(channels, width, 7, 2, 3, bias=False))
        self.add_module(names[1], norm2d(width, frozen))
        inputs = width
        for i, blocks in enumerate(d["blocks"]):
            out = width << i
            stage = [Residual(inputs if j == 0 else out, out, 2 if i > 0 and j == 0 else 1, frozen) for j in range(blocks)]
            self.add_module(names[2 + i], nn.Sequential(*stage))
            inputs = out
        self.out = inputs

    def levels(self, x: Tensor) -> list[Tensor]:
        """Features at 1/2, 1/4, 1/8, 1/16 and 1/32 of the size of x."""
        conv, norm, *stages = (self.get_submodule(n) for n in self.names)
        all_levels = [F.relu(norm(conv(x)))]
        x = F.max_pool2d(all_levels[0], 3, 2, 1)
        for stage in stages:
            x = stage(x)
            all_levels.append(x)
        return all_levels

    def forward(self, x: Tensor) -> Tensor:
        """The mean of the last features, one vector a picture."""
        return self.levels(x)[-1].mean((2, 3))


SEQUENCE = ["0", "1", "4", "5", "6", "7"]
TORCHVISION = ["conv1", "bn1", "layer1", "layer2", "layer3", "layer4"]


class Fusion(nn.Module):
    """Makes one vector of those of all panels: (B, panels, features) to
    (B, features), or (B, panels*features) with concat."""

    def __init__(self, kind: str, panels: int, features: int) -> None:
        super().__init__()
        self.kind = kind
        self.weights: Tensor | None = None
        if kind == "attention":
            self.score = nn.Linear(features, 1)
        elif kind == "gated":
            self.gate = nn.Linear(features, features)
        elif kind == "hierarchical":
            rounds = math.ceil(math.log2(panels)) if panels > 1 else 0
            self.pairs = nn.ModuleList(nn.Linear(2 * features, features) for _ in range(rounds))
        elif kind not in ("mean", "concat"):
            raise ValueError(f"panel.fusion: {kind!r} is not known")

    def forward(self, x: Tensor) -> Tensor:
        if self.kind == "attention":
            self.weights = self.score(x).softmax(1)
            return (x * self.weights).sum(1)
        if self.kind == "concat":
            return x.flatten(1)
        if self.kind == "hierarchical":
            for join in self.pairs:
                if x.shape[1] % 2 == 1:
                    x = F.pad(x, (0, 0, 0, 1))
                x = F.relu(join(x.reshape(x.shape[0], x.shape[1] // 2, -1)))
            return x.squeeze(1)
        if self.kind == "gated":
            x = x * self.gate(x).sigmoid()
        return x.mean(1)


class Signal(nn.Module):
    """Makes the signals of all leads of the numbers of a page and, with skips,
    of what the encoder saw: per doubling, signals of `beside` channels."""

    def __init__(self, d: Json, hidden: int, beside: list[int]) -> None:
        super().__init__()
        fields(d, "panel.decoder", "kind channels start leads samples", "dropout head skips")
        self.samples, self.dropout = d["samples"], d.get("dropout", 0.0)
        self.shape = (d["channels"][0], d["start"])
        self.project = nn.Linear(hidden, d["channels"][0] * d["start"])
        layers: list[nn.Module] = []
        for inputs, out in zip(d["channels"], d["channels"][1:]):
            if d["kind"] == "upsample":
                layers += [nn.Upsample(scale_factor=2), nn.Conv1d(inputs, out, 3, padding=1)]
            elif d["kind"] == "transposed":
                layers += [nn.ConvTranspose1d(inputs, out, 4, 2, 1)]
            else:
                raise ValueError(f"panel.decoder.kind: {d['kind']!r} is not known")
            layers += [nn.BatchNorm1d(out), nn.ReLU()]
        self.up = nn.Sequential(*layers)
        self.step = 4 if d["kind"] == "upsample" else 3  # layers of one doubling
        self.skip = nn.ModuleList(nn.Conv1d(b, c, 3, padding=1) for b, c in zip(beside, d["channels"][1:]))
        last, head = d["channels"][-1], d.get("head", 0)
        if head:
            self.heads = nn.ModuleList(
                nn.Sequential(nn.Conv1d(last, head, 3, padding=1), nn.ReLU(), nn.Conv1d(head, 1, 3, padding=1))
                for _ in range(d["leads"])
            )
        else:
            self.final = nn.Conv1d(last, d["leads"], 3, padding=1)

    def forward(self, x: Tensor, beside: list[Tensor]) -> Tensor:
        x = self.project(x).unflatten(1, self.shape)
        for i in range(len(self.up) // self.step):
            x = self.up[i * self.step : (i + 1) * self.step](x)
            if beside:
                x = x + F.interpolate(self.skip[i](beside[i]), x.shape[2], mode="linear", align_corners=False)
            x = F.dropout1d(x, self.dropout, self.training)
        x = torch.cat([h(x) for h in self.heads], 1) if hasattr(self, "heads") else self.final(x)
        return x[:, :, : self.samples]


class PanelEncoder(nn.Module):
    def __init__(self, d: Json, features: int) -> None:
        super().__init__()
        self.features = Encoder(d["encoder"], d["input"]["channels"], SEQUENCE)
        self.proj = nn.Linear(self.features.out, features)


class Panel(nn.Module):
    """Pictures of single leads (B*panels, 3, H, W), those of a page one after
    another, to signals (B, leads, samples)."""

    def __init__(self, d: Json) -> None:
        super().__init__()
        p = fields(d["panel"], "panel", "panels features hidden fusion decoder", "dropout")
        self.panels, self.dropout = p["panels"], p.get("dropout", 0.0)
        self.encoder = PanelEncoder(d, p["features"])
        self.fusion = Fusion(p["fusion"], p["panels"], p["features"])
        inputs = p["features"] * (p["panels"] if p["fusion"] == "concat" else 1)
        self.fuse = nn.Sequential(nn.Linear(inputs, p["hidden"]), nn.ReLU(), nn.Linear(p["hidden"], p["hidden"]), nn.ReLU())
        # Levels of the encoder beside each doubling, the coarsest first.
        self.beside: list[int] = []
        if p["decoder"].get("skips", False):
            self.beside = [max(0, 4 - i) for i in range(len(p["decoder"]["channels"]) - 1)]
        width = [d["encoder"]["width"] << max(0, i - 1) for i in range(5)]
        self.decoder = Signal(p["decoder"], p["hidden"], [self.panels * width[i] for i in self.beside])

    def forward(self, x: Tensor) -> Tensor:
        levels = self.encoder.features.levels(x)
        x = self.encoder.proj(levels[-1].mean((2, 3)))
        page = self.fuse(self.fusion(x.unflatten(0, (-1, self.panels))))
        # Time runs along the columns of a panel: rows are averaged.
        beside = [levels[i].mean(2).unflatten(0, (-1, self.panels)).flatten(1, 2) for i in self.beside]
        return self.decoder(F.dropout(page, self.dropout, self.training), beside)


class UNetBlock(nn.Module):
    def __init__(self, inputs: int, out: int) -> None:
        super().__init__()
        for name, c in (("conv1", inputs), ("conv2", out)):
            self.add_module(name, nn.Sequential(nn.Conv2d(c, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()))

    def forward(self, x: Tensor, skip: Tensor | None) -> Tensor:
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        if skip is not None:
            x = torch.cat([x, skip], 1)
        return self.conv2(self.conv1(x))


class UNetDecoder(nn.Module):
    def __init__(self, channels: list[int], width: int) -> None:
        super().__init__()
        skips = [4 * width, 2 * width, width, width, 0]
        inputs = [8 * width, *channels[:-1]]
        self.blocks = nn.ModuleList(UNetBlock(i + s, c) for i, s, c in zip(inputs, skips, channels, strict=True))

    def forward(self, levels: list[Tensor], dropout: float) -> Tensor:
        x, *skips = reversed(levels)
        for block, skip in zip(self.blocks, [*skips, None]):
            x = F.dropout2d(block(x, skip), dropout, self.training)
        return x


class UNet(nn.Module):
    """Pictures (B, 3, H, W) to logits (B, outputs, H, W)."""

    def __init__(self, d: Json) -> None:
        super().__init__()
        u = fields(d["unet"], "unet", "channels outputs", "dropout")
        self.dropout = u.get("dropout", 0.0)
        self.encoder = Encoder(d["encoder"], d["input"]["channels"], TORCHVISION)
        self.decoder = UNetDecoder(u["channels"], d["encoder"]["width"])
        self.segmentation_head = nn.Sequential(nn.Conv2d(u["channels"][-1], u["outputs"], 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        return self.segmentation_head(self.decoder(self.encoder.levels(x), self.dropout))


def build(d: Json) -> nn.Module:
    """The network of a description, with first values by torch's generator."""
    kinds = {"panel": "panel", "unet": "unet", "encoder": ""}
    if d.get("kind") not in kinds:
        raise ValueError(f"kind: {d.get('kind')!r} is not one of {', '.join(kinds)}")
    fields(d, "description", "kind input encoder " + kinds[d["kind"]])
    fields(d["input"], "input", "channels height width")
    if d["kind"] == "panel":
        net: nn.Module = Panel(d)
    elif d["kind"] == "unet":
        net = UNet(d)
    else:
        net = Encoder(d["encoder"], d["input"]["channels"], TORCHVISION)
    net.apply(start)
    return net


def start(layer: nn.Module) -> None:
    """Normal numbers of variance 2/fan (He and others, 2015), biases of zero."""
    if not isinstance(layer, (nn.Conv2d, nn.Conv1d, nn.ConvTranspose1d, nn.Linear)):
        return
    w = layer.weight
    fan = w[0].numel()
    if isinstance(layer, nn.ConvTranspose1d):
        fan = max(1, w.shape[0] * w.shape[2] // layer.stride[0])
    nn.init.normal_(w, std=math.sqrt(2 / fan))
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
