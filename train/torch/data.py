"""Batches for training, the same for a step whenever it is asked for."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor

from stream import ahead, samples
from weights import load

Json = dict[str, Any]


class Batch(NamedTuple):
    """Pictures (N, 3, H, W) of bytes, targets, and a mask of their shape.

    Targets that are bytes stand for 0 to 1.
    """

    pictures: Tensor
    target: Tensor
    mask: Tensor | None

    def floats(self, device: torch.device) -> tuple[Tensor, Tensor, Tensor | None]:
        """Pictures (x/255 - 0.5)/0.5, targets and mask as float32."""
        x = self.pictures.to(device).float().div_(127.5).sub_(1)
        t = self.target.to(device).float()
        if self.target.dtype == torch.uint8:
            t = t / 255
        m = None if self.mask is None else self.mask.to(device).float()
        return x.contiguous(memory_format=torch.channels_last), t, m


class Data(Protocol):
    def batches(self, first: int) -> Iterator[Batch]:
        """Batches of training from step `first` on, without end."""

    def validation(self) -> Iterator[Batch]:
        """The same batches each time."""


def order(n: int, *seed: int) -> Tensor:
    """A permutation that the seeds decide."""
    words = np.random.SeedSequence(seed).generate_state(2, np.uint32)
    return torch.randperm(n, generator=torch.Generator().manual_seed(int(words[0]) << 31 ^ int(words[1])))


class Stream:
    """Samples and a map of them, drawn by the renderer while training runs.

    They come in blocks of `pool`, which are mixed: the samples of one picture
    would otherwise be in one batch. Every block is used `passes` times, for
    networks that learn faster than pages are drawn. A block begins with a
    picture of its own, so that a run goes on anywhere.
    """

    def __init__(self, d: Json, batch: int, folder: Path) -> None:
        known = "kind command looks crop crops map seed pool passes options records validation"
        if unknown := set(d) - set(known.split()):
            raise ValueError(f"data: unknown fields {sorted(unknown)}; known are {known}")
        self.d, self.batch = d, batch
        self.looks, self.crops, self.map = d.get("looks", ["photo"]), d.get("crops", 8), d.get("map", "trace")
        self.seed, self.pool, self.passes = d.get("seed", 1), d.get("pool", 256), d.get("passes", 1)
        self.held = {"seed": 1 << 40, "samples": 64} | d.get("validation", {})
        group = self.crops * len(self.looks)
        if self.pool % group or self.pool * self.passes % batch or self.held["samples"] % group:
            raise ValueError(
                f"data: pool and validation.samples must be multiples of {group} (samples of a picture times looks), "
                f"and pool times passes one of the batch of {batch}"
            )
        self.pictures = self.pool // group
        # Patterns are meant as seen from the folder of the configuration.
        self.records = [r for p in d.get("records", []) for r in sorted(glob.glob(str(folder / p)))]
        if d.get("records") and not self.records:
            raise ValueError(f"data.records: no file fits {d['records']}")
        program, *first = d.get("command", ["einthoven"])
        beside = folder / program
        self.program = [str(beside) if "/" in program else program, *first]

    def command(self, seed: int) -> list[str]:
        d = self.d
        options = ["--stream", "--crop", str(d["crop"]), "--crops", str(self.crops), "--look", ",".join(self.looks)]
        options += ["--masks", self.map, "--seed", str(seed), "-n", "1000000000", *d.get("options", [])]
        return [*self.program, "render", *options, *(r.removesuffix(".hea") for r in self.records)]

    def read(self, seed: int, n: int, blocks: int | None = None) -> Iterator[tuple[Tensor, Tensor]]:
        """Blocks of n samples: pictures and maps."""
        stream = samples(self.command(seed))
        try:
            for _ in count() if blocks is None else range(blocks):
                block = [(p["image"], p[self.map]) for _, p in islice(stream, n)]
                pictures = torch.from_numpy(np.stack([i for i, _ in block])).permute(0, 3, 1, 2)
                yield pictures, torch.from_numpy(np.stack([m for _, m in block]))
        finally:
            stream.close()

    def batches(self, first: int) -> Iterator[Batch]:
        steps = self.pool * self.passes // self.batch  # of a block
        skip = first % steps
        at = first // steps
        blocks = ahead(self.read(self.seed + at * self.pictures, self.pool), 1)
        try:
            for number, (pictures, maps) in zip(count(at), blocks):
                mixed = torch.cat([order(self.pool, self.seed, number, i) for i in range(self.passes)])
                for some in mixed.split(self.batch)[skip:]:
                    yield Batch(pictures[some], maps[some], None)
                skip = 0
        finally:
            blocks.close()

    def validation(self) -> Iterator[Batch]:
        if not hasattr(self, "kept"):
            self.kept = next(self.read(self.held["seed"], self.held["samples"], 1))
        for pictures, maps in zip(*(t.split(self.batch) for t in self.kept)):
            yield Batch(pictures, maps, None)


class Examples:
    """Examples from safetensors files, for panel networks or any other.

    Each has `input`, u8 (N, panels, 3, H, W) or (N, 3, H, W); `target`, f16
    or f32 (N, leads, samples), or u8 maps (N, maps, H, W); and `mask`, u8 of
    the shape of target, which may be missing. Files are mapped, not read.
    """

    def __init__(self, d: Json, batch: int, folder: Path) -> None:
        if unknown := set(d) - {"kind", "train", "validation", "seed"}:
            raise ValueError(f"data: unknown fields {sorted(unknown)}")
        self.batch, self.seed = batch, d.get("seed", 1)
        self.train, self.held = self.open(folder, d["train"]), self.open(folder, d.get("validation", []))
        if len(self.train) < batch:
            raise ValueError(f"data: {len(self.train)} examples are less than a batch of {batch}")

    @staticmethod
    def open(folder: Path, patterns: list[str]) -> list[tuple[dict[str, Tensor], int]]:
        places = []
        for p in patterns:
            files = sorted(glob.glob(str(folder / p)))
            if not files:
                raise ValueError(f"data: no file fits {p}")
            for f in files:
                tensors, _ = load(Path(f))
                if not {"input", "target"} <= set(tensors) <= {"input", "target", "mask"}:
                    raise ValueError(f"{f} has {sorted(tensors)}, want input, target and mask")
                if len({t.shape[0] for t in tensors.values()}) != 1:
                    raise ValueError(f"{f}: input, target and mask have different numbers of examples")
                places += [(tensors, i) for i in range(tensors["input"].shape[0])]
        return places

    @staticmethod
    def make(places: list[tuple[dict[str, Tensor], int]]) -> Batch:
        def all_of(name: str) -> Tensor:
            return torch.stack([t[name][i] for t, i in places])

        pictures = all_of("input")
        if pictures.dim() == 5:
            pictures = pictures.flatten(0, 1)
        return Batch(pictures, all_of("target"), all_of("mask") if "mask" in places[0][0] else None)

    def batches(self, first: int) -> Iterator[Batch]:
        steps = len(self.train) // self.batch  # of an epoch, without the rest
        for step in count(first):
            epoch, at = divmod(step, steps)
            if step == first or at == 0:
                mixed = order(len(self.train), self.seed, epoch).tolist()
            yield self.make([self.train[i] for i in mixed[at * self.batch :][: self.batch]])

    def validation(self) -> Iterator[Batch]:
        for first in range(0, len(self.held), self.batch):
            yield self.make(self.held[first : first + self.batch])


def open_data(d: Json, batch: int, folder: Path) -> Data:
    """The source that a configuration names; paths are seen from folder."""
    kinds: dict[str, type[Stream] | type[Examples]] = {"stream": Stream, "examples": Examples}
    if d.get("kind") not in kinds:
        raise ValueError(f"data.kind: {d.get('kind')!r} is not one of {', '.join(kinds)}")
    return kinds[d["kind"]](d, batch, folder)
