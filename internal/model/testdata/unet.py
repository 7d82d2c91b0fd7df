"""Writes unet.json: gradients of a U-Net with a ResNet-18 in training, on two
pictures of 64x64, as PyTorch computes them in float64: of every parameter the
norm and some numbers. The network is put together here from functions, with the
names of torchvision and segmentation_models_pytorch; parameters and input are
those of a formula. Of 24 inputs the one is taken whose numbers stay farthest from
zero before ReLUs: nearer ones can be of another sign in float32, and then
gradients differ by one pixel.

Needs torch and numpy. Run: python3 unet.py
"""
import json
import numpy as np
import torch
from torch.nn import functional as F

STEP = 7  # every tensor gives numbers 0, n/STEP, 2n/STEP, ...


def mixed(k, n):
    """n numbers from -0.5 to 0.5 of series k, as in reference_test.go."""
    m = np.uint64(0xFFFFFFFF)
    x = (np.arange(n, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(k * 40503 + 12345)) & m
    x ^= x >> np.uint64(15)
    x = (x * np.uint64(2246822519)) & m
    x ^= x >> np.uint64(13)
    return x.astype(np.float64) / 2**32 - 0.5


def value(name, k, shape):
    """As in panel.py."""
    u = mixed(k, int(np.prod(shape)))
    if name.endswith("running_var"):
        u = 1 + u
    elif len(shape) > 1:
        u = u * np.sqrt(24 / np.prod(shape[1:]))
    elif name.endswith("weight"):
        u = 1 + 0.4 * u
    else:
        u = 0.4 * u
    return torch.tensor(u.astype(np.float32)).double().reshape(shape)


class Net:
    """The first pass collects shapes, the second computes."""

    def __init__(self):
        self.shapes, self.params, self.margin = {}, None, 1.0

    def get(self, name, *shape):
        self.shapes[name] = shape
        return torch.zeros(shape, dtype=torch.float64) if self.params is None else self.params[name]

    def relu(self, x):
        self.margin = min(self.margin, float(x.detach().abs().min()))
        return F.relu(x)

    def conv(self, name, x, out, k, stride=1, bias=False):
        w = self.get(name + ".weight", out, x.shape[1], k, k)
        return F.conv2d(x, w, self.get(name + ".bias", out) if bias else None, stride, k // 2)

    def norm(self, name, x):
        c = x.shape[1]
        w, b = self.get(name + ".weight", c), self.get(name + ".bias", c)
        mean, var = self.get(name + ".running_mean", c), self.get(name + ".running_var", c)
        return F.batch_norm(x, mean.clone(), var.clone(), w, b, training=True)

    def block(self, p, x, out, stride):
        y = self.relu(self.norm(p + "bn1", self.conv(p + "conv1", x, out, 3, stride)))
        y = self.norm(p + "bn2", self.conv(p + "conv2", y, out, 3))
        if x.shape[1] != out:
            x = self.norm(p + "downsample.1", self.conv(p + "downsample.0", x, out, 1, stride))
        return self.relu(y + x)

    def __call__(self, x):
        self.margin = 1.0
        x = self.relu(self.norm("encoder.bn1", self.conv("encoder.conv1", x, 64, 7, 2)))
        skips = [x]
        x = F.max_pool2d(x, 3, 2, 1)
        for stage in range(4):
            for j in range(2):
                x = self.block(f"encoder.layer{stage + 1}.{j}.", x, 64 << stage, 2 if stage and not j else 1)
            skips.append(x)
        x = skips.pop()
        for i, out in enumerate([256, 128, 64, 32, 16]):
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            if skips:
                x = torch.cat([x, skips.pop()], 1)
            for k in (1, 2):
                name = f"decoder.blocks.{i}.conv{k}."
                x = self.relu(self.norm(name + "1", self.conv(name + "0", x, out, 3)))
        return self.conv("segmentation_head.0", x, 1, 3, bias=True)


def picture(series):
    return torch.tensor((2 * mixed(series, 2 * 3 * 64 * 64)).astype(np.float32)).double().reshape(2, 3, 64, 64)


def margin(series):
    with torch.no_grad():
        net(picture(series))
    return net.margin


net = Net()
net(picture(1000))
net.params = {n: value(n, k, net.shapes[n]) for k, n in enumerate(sorted(net.shapes))}
series = max(range(1000, 1024), key=margin)
learned = {n: p.requires_grad_() for n, p in net.params.items() if ".running_" not in n}
y = net(picture(series))
(y * torch.tensor(mixed(2000, y.numel()).astype(np.float32)).double().reshape(y.shape)).sum().backward()


def some(v):
    v = v.detach().flatten()
    return [float(f"{v[i * len(v) // STEP]:.9g}") for i in range(min(STEP, len(v)))]


out = {"input": {"norm": series}, "output": {"norm": float(y.detach().norm()), "some": some(y)}}
out |= {n: {"norm": float(f"{p.grad.norm():.9g}"), "some": some(p.grad)} for n, p in sorted(learned.items())}
with open("unet.json", "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
