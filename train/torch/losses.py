"""The loss terms of internal/nn, by the names that internal/train gives them.

Predictions p (logits z for bce, dice and the heat maps), targets t and masks m
have one shape: (B, leads, samples) for signals, (B, maps, height, width) for
maps. All of them calculate in float64, as in Go. A mask of None counts
everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

TINY = 1e-12
Mask = Tensor | None


def mean(values: Tensor, m: Mask) -> Tensor:
    """sum(values * m) / (sum(m) + 1e-12)."""
    m = torch.ones_like(values) if m is None else m
    return (values * m).sum() / (m.sum() + TINY)


def mse(p: Tensor, t: Tensor, m: Mask) -> Tensor:
    return mean((p - t) ** 2, m)


def gradient(p: Tensor, t: Tensor, m: Mask) -> Tensor:
    """Of the steps from one sample to the next; both ends have to count."""
    both = None if m is None else m[..., 1:] * m[..., :-1]
    return mean((p.diff() - t.diff()) ** 2, both)


def bounds(p: Tensor, t: Tensor, m: Mask, low: list[float], high: list[float]) -> Tensor:
    """Of how far predictions lie outside of a range: one for all, or one for
    each lead. The mean over rows."""
    m = torch.ones_like(p) if m is None else m
    lo, hi = (p.new_tensor(v).view(-1, 1) for v in (low, high))
    outside = p - p.maximum(lo).minimum(hi)
    return ((outside**2 * m).sum(-1) / (m.sum(-1) + TINY)).mean()


def snr(p: Tensor, t: Tensor, m: Mask) -> Tensor:
    """The negative signal-to-noise ratio in dB; rows without signal do not count."""
    m = torch.ones_like(p) if m is None else m
    noise, signal = ((p - t) ** 2 * m).sum(-1), (t**2 * m).sum(-1)
    counts = signal > TINY
    noise, signal = noise[counts], signal[counts]
    if signal.numel() == 0:
        return p.sum() * 0
    return (10 * torch.log10((noise + 1e-8 * signal) / signal)).mean()


def bce(z: Tensor, t: Tensor, m: Mask) -> Tensor:
    return mean(F.binary_cross_entropy_with_logits(z, t, reduction="none"), m)


def dice(z: Tensor, t: Tensor, m: Mask) -> Tensor:
    """1 - (2 sum(p*t) + 1) / (sum(p) + sum(t) + 1), the mean over samples."""
    m = torch.ones_like(z) if m is None else m
    p = z.sigmoid()
    both, total = (p * t * m).flatten(1).sum(1), ((p + t) * m).flatten(1).sum(1)
    return (1 - (2 * both + 1) / (total + 1)).mean()


# From this sum of a column on, in pixels full of ink, it says where the curve is.
LEAST_INK = 0.25


def columns(t: Tensor, m: Mask) -> tuple[Tensor, Tensor]:
    """Make the columns of maps sum to one; those without ink weigh nothing."""
    t = t if m is None else t * m
    total = t.sum(-2)
    w = (total >= LEAST_INK).to(t.dtype)
    return t / total.clamp_min(LEAST_INK).unsqueeze(-2), w


def cross_entropy(z: Tensor, t: Tensor, m: Mask) -> Tensor:
    """Of every column as a distribution over the rows."""
    t, w = columns(t, m)
    return mean(-(t * z.log_softmax(-2)).sum(-2), w)


def jensen_shannon(z: Tensor, t: Tensor, m: Mask) -> Tensor:
    """The divergence of every column, in nats."""
    t, w = columns(t, m)
    log_p = z.log_softmax(-2)
    p = log_p.exp()
    log_middle = ((p + t) / 2).clamp_min(1e-300).log()
    both = p * (log_p - log_middle) + torch.xlogy(t, t) - t * log_middle
    return mean(both.sum(-2) / 2, w)


# III, aVR, aVL and aVF from I and II: row, factor of I, factor of II.
LIMB = ((2, -1.0, 1.0), (3, -0.5, -0.5), (4, 1.0, -0.5), (5, -0.5, 1.0))


def einthoven(p: Tensor, t: Tensor, m: Mask) -> Tensor:
    """What the limb leads miss of Einthoven's and Goldberger's relations."""
    missed = torch.stack([p[:, row] - a * p[:, 0] - b * p[:, 1] for row, a, b in LIMB])
    if m is not None:
        m = torch.stack([m[:, 0] * m[:, 1] * m[:, row] for row, _, _ in LIMB])
    return mean(missed**2, m)


# Leads that share fewer samples than this have no correlation.
LEAST_SHARED = 8


def correlation(p: Tensor, t: Tensor, m: Mask) -> Tensor:
    """Squared differences of the correlations of leads, the mean over pairs,
    each over the samples that both leads have."""
    m = torch.ones_like(p) if m is None else m
    shared = m @ m.mT
    n = shared.clamp_min(TINY)

    def together(x: Tensor) -> Tensor:
        # Means of a lead over the samples that it shares with another.
        x = x - x.mean(-1, keepdim=True)
        means = (m * x) @ m.mT / n
        powers = ((m * x * x) @ m.mT - n * means**2).clamp_min(0)
        covariances = (m * x) @ (m * x).mT - n * means * means.mT
        return covariances / ((powers + TINY) * (powers.mT + TINY)).sqrt()

    counts = (shared >= LEAST_SHARED).to(p.dtype)
    # Of a lead with itself nothing differs, but rounding would have a slope.
    apart = 1 - torch.eye(p.shape[1], dtype=p.dtype, device=p.device)
    differences = torch.where(counts * apart > 0, together(p) - together(t), 0.0)
    return differences.square().sum() / counts.sum().clamp_min(1)


def spectral(p: Tensor, t: Tensor, m: Mask, windows: tuple[int, ...] = (128, 512, 2048), log: float = 0.0) -> Tensor:
    """Magnitudes of short-time spectra at several resolutions (Yamamoto and
    others, 2020, with the square of the first term): the mean over stretches of
    the mask without gaps, each of the weight of its length."""
    p, t = p.flatten(0, -2), t.flatten(0, -2)
    value = p.new_zeros(())
    for n in windows:
        parts, lengths = [], []
        for rows, first, last in stretches(p, m):
            if last - first >= n:
                parts.append(spectra(p[rows, first:last], t[rows, first:last], n, log))
                lengths += [last - first] * parts[-1].numel()
        if parts:
            weights = torch.tensor(lengths, dtype=p.dtype, device=p.device)
            value = value + (torch.cat(parts) * weights).sum() / weights.sum()
    return value / len(windows)


def stretches(p: Tensor, m: Mask) -> Iterator[tuple[slice, int, int]]:
    """Rows with from where to where they have no gaps."""
    if m is None:
        yield slice(None), 0, p.shape[-1]
        return
    edges = F.pad((m.flatten(0, -2) != 0).to(torch.int8), (1, 1)).diff().cpu()
    # Starts and ends stand in the same order, row after row.
    for start, end in zip((edges == 1).nonzero().tolist(), (edges == -1).nonzero().tolist()):
        yield slice(start[0], start[0] + 1), start[1], end[1]


def spectra(p: Tensor, t: Tensor, n: int, log: float) -> Tensor:
    """The loss of each row at one resolution."""
    window = torch.hann_window(n, dtype=p.dtype, device=p.device)
    a, b = (torch.fft.rfft(x.unfold(-1, n, n // 4) * window) for x in (p, t))
    power = (b.real**2 + b.imag**2).sum((-2, -1)) + 1e-8
    a, b = ((x.real**2 + x.imag**2 + 1e-14).sqrt() for x in (a, b))
    return (a - b).square().sum((-2, -1)) / power + log * (a.log() - b.log()).abs().mean((-2, -1))


TERMS: dict[str, Callable[..., Tensor]] = {
    f.__name__: f
    for f in (mse, gradient, bounds, snr, bce, dice, cross_entropy, jensen_shannon, einthoven, correlation, spectral)
}


def total(terms: list[dict[str, Any]], p: Tensor, t: Tensor, m: Mask) -> tuple[Tensor, dict[str, Tensor]]:
    """The weighted sum of terms, and each of them without its weight.

    Terms are objects of name, weight and settings, as in a configuration:
    [{"name": "mse", "weight": 1}, {"name": "bounds", "weight": 0.1, "low": [-5], "high": [5]}].
    """
    p, t = p.double(), t.double()
    m = None if m is None else m.double()
    value, each = p.new_zeros(()), {}
    for term in terms:
        settings = dict(term)
        name, weight = settings.pop("name", ""), settings.pop("weight", 1.0)
        if name not in TERMS:
            raise ValueError(f"losses: no term {name!r}; known are {', '.join(TERMS)}")
        each[name] = TERMS[name](p, t, m, **settings)
        value = value + weight * each[name]
    return value, {name: v.detach() for name, v in each.items()}
