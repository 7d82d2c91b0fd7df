"""Batches for training, the same for a step whenever it is asked for."""

from __future__ import annotations

import glob
import hashlib
import json
import math
import struct
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
    """Samples and maps of them, drawn by the renderer while training runs.

    `map` names one map, or several, whose planes stand behind one another.

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
        self.looks, self.crops = d.get("looks", ["photo"]), d.get("crops", 8)
        named = d.get("map", "trace")
        self.maps = [named] if isinstance(named, str) else list(named)
        if not self.maps or len(set(self.maps)) < len(self.maps):
            raise ValueError(f"data.map: {named!r} is no map, and no list of different ones")
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
        options += ["--masks", ",".join(self.maps), "--seed", str(seed), "-n", "1000000000", *d.get("options", [])]
        return [*self.program, "render", *options, *(r.removesuffix(".hea") for r in self.records)]

    def read(self, seed: int, n: int, blocks: int | None = None) -> Iterator[tuple[Tensor, Tensor]]:
        """Blocks of n samples: pictures and maps."""
        stream = samples(self.command(seed))
        try:
            for _ in count() if blocks is None else range(blocks):
                block = [(p["image"], np.concatenate([p[m] for m in self.maps])) for _, p in islice(stream, n)]
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
    """The store of examples that `einthoven train` keeps.

    Its folder has index.json with the group (the patient) of every example,
    and 000000.safetensors and so on, each with `pixels` (u8), `target` (f32)
    and `mask` (u8) as plain rows of numbers. They are split as the Go program
    splits them, given the same shares and seed; what is for testing is not
    touched here.
    """

    def __init__(self, d: Json, network: Json, batch: int, folder: Path) -> None:
        if unknown := set(d) - {"kind", "store", "validation", "test", "seed"}:
            raise ValueError(f"data: unknown fields {sorted(unknown)}")
        self.batch, self.seed, self.folder = batch, d.get("seed", 1), folder / d["store"]
        groups = json.loads((self.folder / "index.json").read_text())["groups"]
        self.train, self.held, _ = split(groups, d.get("validation", 0.15), d.get("test", 0.15), self.seed)
        if len(self.train) < batch:
            raise ValueError(f"data: {len(self.train)} examples for training are less than a batch of {batch}")
        size = network["input"]
        picture = (size["channels"], size["height"], size["width"])
        if network["kind"] == "panel":
            decoder = network["panel"]["decoder"]
            self.pictures, self.target = (network["panel"]["panels"], *picture), (decoder["leads"], decoder["samples"])
        else:
            self.pictures, self.target = (1, *picture), (network["unet"]["outputs"], *picture[1:])

    def make(self, places: list[int]) -> Batch:
        all_of: dict[str, list[Tensor]] = {"pixels": [], "target": [], "mask": []}
        for i in places:
            tensors, _ = load(self.folder / f"{i:06d}.safetensors")
            for name, rows in all_of.items():
                rows.append(tensors[name].view(self.pictures if name == "pixels" else self.target))
        return Batch(torch.cat(all_of["pixels"]), torch.stack(all_of["target"]), torch.stack(all_of["mask"]))

    def mixed(self, first: int) -> Iterator[Batch]:
        steps = len(self.train) // self.batch  # of an epoch, without the rest
        places: list[int] = []
        for step in count(first):
            epoch, at = divmod(step, steps)
            if step == first or at == 0:
                places = [self.train[i] for i in order(len(self.train), self.seed, epoch).tolist()]
            yield self.make(places[at * self.batch :][: self.batch])

    def batches(self, first: int) -> Iterator[Batch]:
        return ahead(self.mixed(first), 4)

    def validation(self) -> Iterator[Batch]:
        for first in range(0, len(self.held), self.batch):
            yield self.make(self.held[first : first + self.batch])


def split(groups: list[str], validation: float, test: float, seed: int) -> tuple[list[int], list[int], list[int]]:
    """Examples for training, validation and testing, as SplitGroups of
    internal/train/data: whole groups, by the order of a hash of seed and name."""
    members: dict[str, list[int]] = {}
    for i, g in enumerate(groups):
        members.setdefault(g, []).append(i)
    left = sorted(members, key=lambda g: hashlib.sha256(struct.pack("<Q", seed) + g.encode()).digest())
    if len(left) < (3 if test > 0 else 2):
        raise ValueError(f"data: {len(left)} patients cannot be split; use more")

    def take(share: float, spare: int) -> list[int]:
        out: list[int] = []
        want = math.floor(share * len(groups) + 0.5)
        while len(left) > spare and (not out or len(out) + len(members[left[0]]) <= want):
            out += members[left.pop(0)]
        return sorted(out)

    tested = take(test, 2) if test > 0 else []
    held = take(validation, 1)
    return take(1, 0), held, tested


def open_data(d: Json, network: Json, batch: int, folder: Path) -> Data:
    """The source that a configuration names; paths are seen from folder."""
    if d.get("kind") == "stream":
        return Stream(d, batch, folder)
    if d.get("kind") == "examples":
        return Examples(d, network, batch, folder)
    raise ValueError(f"data.kind: {d.get('kind')!r} is not one of stream, examples")
