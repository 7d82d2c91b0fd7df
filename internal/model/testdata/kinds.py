"""Writes kinds.json: numbers of the outputs of small networks of all kinds as
PyTorch computes them, from modules put together here as the comments of package
model describe them, with parameters and input that a formula gives (panel.py).

Needs numpy and torch 2. Run: python3 kinds.py
"""
import json
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

PANELS, FEATURES, HIDDEN, LEADS, SAMPLES = 5, 8, 6, 3, 18


def mixed(k, n):
    """n numbers from -0.5 to 0.5 of series k, as in reference_test.go."""
    m = np.uint64(0xFFFFFFFF)
    x = (np.arange(n, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(k * 40503 + 12345)) & m
    x ^= x >> np.uint64(15)
    x = (x * np.uint64(2246822519)) & m
    x ^= x >> np.uint64(13)
    return x.astype(np.float64) / 2**32 - 0.5


def set_mixed(net):
    state = {k: v for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")}
    for k, name in enumerate(sorted(state)):
        shape = list(state[name].shape)
        u = mixed(k, int(np.prod(shape)))
        if name.endswith("running_var"):
            u = 1 + u
        elif len(shape) > 1:
            u = u * np.sqrt(24 / np.prod(shape[1:]))
        elif name.endswith("weight"):
            u = 1 + 0.4 * u
        else:
            u = 0.4 * u
        state[name].copy_(torch.tensor(u.reshape(shape).astype(np.float32)))


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.downsample = None
        if stride != 1 or cin != cout:
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


def layer(cin, cout, blocks, stride):
    return nn.Sequential(*[Block(cin if j == 0 else cout, cout, stride if j == 0 else 1) for j in range(blocks)])


class Encoder(nn.Module):
    """A ResNet with the names of torchvision that gives all levels."""

    def __init__(self, width, blocks):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        for i in range(4):
            setattr(self, f"layer{i + 1}", layer(width << max(0, i - 1), width << i, blocks[i], 2 if i else 1))

    def forward(self, x):
        levels = [F.relu(self.bn1(self.conv1(x)))]
        x = F.max_pool2d(levels[0], 3, 2, 1)
        for i in range(4):
            x = getattr(self, f"layer{i + 1}")(x)
            levels.append(x)
        return levels


class PanelEncoder(nn.Module):
    def __init__(self, width, blocks):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
            *[layer(width << max(0, i - 1), width << i, blocks[i], 2 if i else 1) for i in range(4)])
        self.proj = nn.Linear(width << 3, FEATURES)

    def forward(self, x):
        levels = []
        for i, f in enumerate(self.features):
            x = f(x)
            if i in (2, 4, 5, 6, 7):
                levels.append(x)
        return self.proj(x.mean((2, 3))), levels


class Fusion(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        if kind == "attention":
            self.score = nn.Linear(FEATURES, 1)
        elif kind == "gated":
            self.gate = nn.Linear(FEATURES, FEATURES)
        elif kind == "hierarchical":
            self.pairs = nn.ModuleList([nn.Linear(2 * FEATURES, FEATURES) for _ in range(3)])

    def forward(self, x):  # pages, panels, features
        if self.kind == "attention":
            return (x * torch.softmax(self.score(x), 1)).sum(1)
        if self.kind == "concat":
            return x.flatten(1)
        if self.kind == "gated":
            return (x * torch.sigmoid(self.gate(x))).mean(1)
        if self.kind == "hierarchical":
            for f in self.pairs:
                if x.shape[1] % 2:
                    x = torch.cat([x, torch.zeros_like(x[:, :1])], 1)
                x = F.relu(f(torch.cat([x[:, 0::2], x[:, 1::2]], 2)))
            return x[:, 0]
        return x.mean(1)


class Decoder(nn.Module):
    def __init__(self, kind, head, skips, width):
        super().__init__()
        self.project = nn.Linear(HIDDEN, 8 * 5)
        up, cin = [], 8
        for cout in (4, 4):
            if kind == "upsample":
                up += [nn.Upsample(scale_factor=2), nn.Conv1d(cin, cout, 3, 1, 1)]
            else:
                up += [nn.ConvTranspose1d(cin, cout, 4, 2, 1)]
            up += [nn.BatchNorm1d(cout), nn.ReLU()]
            cin = cout
        self.up = nn.Sequential(*up)
        self.step = len(up) // 2
        if skips:
            self.skip = nn.ModuleList([nn.Conv1d(PANELS * (width << i), 4, 3, 1, 1) for i in (3, 2)])
        if head:
            self.heads = nn.ModuleList([
                nn.Sequential(nn.Conv1d(4, head, 3, 1, 1), nn.ReLU(), nn.Conv1d(head, 1, 3, 1, 1)) for _ in range(LEADS)])
        else:
            self.final = nn.Conv1d(4, LEADS, 3, 1, 1)

    def forward(self, x, levels):
        x = self.project(x).view(len(x), 8, 5)
        for i in range(2):
            x = self.up[i * self.step:(i + 1) * self.step](x)
            if hasattr(self, "skip"):
                f = levels[4 - i].mean(2)  # pages*panels, channels, columns
                f = self.skip[i](f.reshape(len(x), -1, f.shape[2]))
                x = x + F.interpolate(f, x.shape[2], mode="linear")
        if hasattr(self, "heads"):
            x = torch.cat([h(x) for h in self.heads], 1)
        else:
            x = self.final(x)
        return x[:, :, :SAMPLES]


class Panel(nn.Module):
    def __init__(self, fusion, decoder, head=0, skips=False):
        super().__init__()
        self.encoder = PanelEncoder(4, [1, 1, 1, 1])
        self.fusion = Fusion(fusion)
        wide = FEATURES * (PANELS if fusion == "concat" else 1)
        self.fuse = nn.Sequential(nn.Linear(wide, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU())
        self.decoder = Decoder(decoder, head, skips, 4)

    def forward(self, x):
        x, levels = self.encoder(x)
        return self.decoder(self.fuse(self.fusion(x.view(-1, PANELS, FEATURES))), levels)


class UNetBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(cin, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU())
        self.conv2 = nn.Sequential(nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU())

    def forward(self, x, skip):
        x = F.interpolate(x, scale_factor=2)
        return self.conv2(self.conv1(x if skip is None else torch.cat([x, skip], 1)))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder(4, [1, 1, 2, 1])
        channels = [8, 8, 4, 4, 4]
        inputs = [32 + 16, 8 + 8, 8 + 4, 4 + 4, 4]
        self.decoder = nn.Module()
        self.decoder.blocks = nn.ModuleList([UNetBlock(i, o) for i, o in zip(inputs, channels)])
        self.segmentation_head = nn.Sequential(nn.Conv2d(4, 2, 3, 1, 1))

    def forward(self, x):
        levels = self.encoder(x)
        x = levels[4]
        for i, f in enumerate(self.decoder.blocks):
            x = f(x, levels[3 - i] if i < 4 else None)
        return self.segmentation_head(x)


class Pooled(nn.Module):
    """An encoder by itself, whose names have no prefix."""

    def __init__(self):
        super().__init__()
        inner = Encoder(4, [1, 1, 2, 1])
        for name, child in inner.named_children():
            self.add_module(name, child)

    def forward(self, x):
        return Encoder.forward(self, x)[4].mean((2, 3))


nets = {"unet": (UNet(), [2, 3, 64, 32]), "encoder": (Pooled(), [2, 3, 32, 32])}
pages = [2 * PANELS, 3, 32, 32]
for fusion in ("mean", "attention", "concat", "hierarchical", "gated"):
    for decoder in ("transposed", "upsample"):
        nets[f"panel/{fusion}/{decoder}"] = Panel(fusion, decoder), pages
nets["panel/heads and skips"] = Panel("concat", "transposed", 3, True), pages

out = {}
with torch.no_grad():
    for name, (net, shape) in nets.items():
        set_mixed(net.eval())
        x = torch.tensor((2 * mixed(1000, int(np.prod(shape)))).astype(np.float32).reshape(shape))
        y = net(x).double().numpy().ravel()
        step = max(1, len(y) // 24 | 1)
        out[name] = {"step": step, "values": [float(f"{v:.7g}") for v in y[::step]],
                     "mean": float(f"{y.mean():.7g}"), "std": float(f"{y.std():.7g}")}
with open("kinds.json", "w") as f:
    f.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in out.items()) + "\n}\n")
