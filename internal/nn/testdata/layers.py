"""Writes layers.json: what PyTorch computes in float64 for layers, losses and
optimisers, on numbers that a formula gives. torch_test.go compares with it.

Needs torch. Run: python3 layers.py
"""
import json
import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


def mixed(k, *shape):
    """Numbers from -0.5 to 0.5 of series k, rounded to float32."""
    v = []
    for i in range(torch.Size(shape).numel()):
        x = (i * 2654435761 + k * 40503 + 12345) & 0xFFFFFFFF
        x ^= x >> 15
        x = (x * 2246822519) & 0xFFFFFFFF
        x ^= x >> 13
        v.append(x / 2**32 - 0.5)
    return torch.tensor(v).float().double().reshape(shape)


def numbers(t):
    return [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.zeros(1, 5)), nn.Parameter(torch.zeros(1))

    def forward(self, x):
        share = torch.softmax((torch.einsum("oc,nchw->nohw", self.weight, x) + self.bias).flatten(2), 2)
        return (x.flatten(2) * share).sum(2)[:, :, None, None]


def function(f):
    class Layer(nn.Module):
        def forward(self, x):
            return f(x)
    return Layer()


layers = {
    "batch norm": ((2, 5, 3, 4), nn.BatchNorm2d(5)),
    "batch norm of rows": ((3, 18, 1, 5), nn.BatchNorm2d(18)),
    "group norm": ((2, 6, 3, 4), nn.GroupNorm(2, 6)),
    "instance norm": ((2, 5, 3, 4), nn.InstanceNorm2d(5, affine=True)),
    "attention": ((2, 5, 3, 4), Attention()),
    "conv": ((2, 3, 7, 9), nn.Conv2d(3, 5, 3, stride=2, padding=2, dilation=2)),
    "transposed 2x2": ((2, 5, 3, 4), nn.ConvTranspose2d(5, 3, 2, 2)),
    "transposed 3x3": ((1, 3, 3, 4), nn.ConvTranspose2d(3, 4, 3, 2, 1, output_padding=1)),
    "transposed 1d": ((2, 4, 1, 6), nn.ConvTranspose2d(4, 3, (1, 4), (1, 2), (0, 1))),
    "silu": ((2, 5, 3, 4), nn.SiLU()),
    "softmax": ((2, 5, 3, 4), nn.Softmax(1)),
    "bilinear": ((1, 3, 3, 4), function(lambda x: F.interpolate(x, size=(5, 9), mode="bilinear", align_corners=False))),
    "nearest": ((1, 3, 3, 4), function(lambda x: F.interpolate(x, scale_factor=2, mode="nearest"))),
    "max pool": ((1, 3, 5, 7), nn.MaxPool2d(3, 2, 1)),
    "mean pool": ((1, 3, 5, 7), nn.AvgPool2d((3, 2), 2, (1, 0), count_include_pad=False)),
}


def layer(shape, net):
    net.train()
    for k, (_, p) in enumerate(sorted(net.named_parameters())):
        with torch.no_grad():
            p.copy_(1 + mixed(10 + k, *p.shape) if p.ndim == 1 else 2 * mixed(10 + k, *p.shape))
    for step in range(2):
        net.zero_grad()
        x = 4 * mixed(20 + step, *shape) + 0.75
        x.requires_grad_()
        y = net(x)
        (y * mixed(30, *y.shape)).sum().backward()
    out = {"output": numbers(y), "input": numbers(x.grad)}
    for name, p in net.named_parameters():
        out["grad " + name] = numbers(p.grad)
    for name, b in net.named_buffers():
        if b.ndim:
            out[name] = numbers(b)
    return out


def shares(k, n, h, w):
    return torch.softmax(5 * mixed(k, n, h, w), 1).float().double()


def magnitudes(x, n):
    z = torch.stft(x, n, n // 4, window=torch.hann_window(n, periodic=True), center=False, return_complex=True)
    return torch.sqrt(z.real**2 + z.imag**2)


def spectral(p, t):
    value = 0
    for row in range(len(p)):
        for n in (8, 16):
            a, b = magnitudes(p[row], n), magnitudes(t[row], n)
            value = value + ((a - b)**2).sum() / (b**2).sum() + 0.5 * (a.log() - b.log()).abs().mean()
    return value / (2 * len(p))


def jensen_shannon(z, t):
    p = torch.softmax(z, 1)
    m = ((p + t) / 2).log()
    return (F.kl_div(m, p, reduction="sum") + F.kl_div(m, t, reduction="sum")) / 2 / (len(z) * z.shape[2])


losses = {
    "mse": ((40,), mixed(41, 40), F.mse_loss),
    "bce": ((40,), (mixed(41, 40) + 0.5).float().double(), F.binary_cross_entropy_with_logits),
    "cross entropy": ((2, 5, 3), shares(41, 2, 5, 3), F.cross_entropy),
    "jensen shannon": ((2, 5, 3), shares(41, 2, 5, 3), jensen_shannon),
    "correlation": ((3, 20), mixed(41, 3, 20), lambda p, t: ((torch.corrcoef(p) - torch.corrcoef(t))**2).mean()),
    "spectral": ((2, 40), mixed(41, 2, 40), spectral),
}


def loss(shape, target, f):
    x = 4 * mixed(40, *shape)
    x.requires_grad_()
    value = f(x, target)
    value.backward()
    return {"value": [float(value.detach())], "grad": numbers(x.grad)}


def optimiser(make):
    p = nn.Parameter(mixed(50, 4, 5))
    o = make([p])
    schedule = torch.optim.lr_scheduler.OneCycleLR(o, max_lr=0.1, total_steps=12, cycle_momentum=False)
    for i in range(12):
        p.grad = mixed(60 + i, 4, 5)
        nn.utils.clip_grad_norm_([p], 1.0)
        o.step()
        schedule.step() if i < 11 else None
    return {"value": numbers(p)}


out = {"layer " + k: layer(*v) for k, v in layers.items()}
out |= {"loss " + k: loss(*v) for k, v in losses.items()}
out["optimiser adamw"] = optimiser(lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.1))
out["optimiser sgd"] = optimiser(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.1))
with open("layers.json", "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
