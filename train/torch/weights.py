"""Safetensors files, read and written; sharded ones are written too.

Files appear whole or not at all: they are written beside their place and then
renamed. As the Go program writes them, tensors stand sorted by type and name.
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from torch import Tensor

TYPES = {
    "I64": torch.int64,
    "F64": torch.float64,
    "F32": torch.float32,
    "I32": torch.int32,
    "BF16": torch.bfloat16,
    "F16": torch.float16,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
NAMES = {dtype: name for name, dtype in TYPES.items()}
MAX_HEADER = 10 << 20

Tensors = dict[str, Tensor]


def replace(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    with open(part, "wb") as f:
        write(f)
        f.flush()
        os.fsync(f.fileno())
    part.replace(path)


def replace_text(path: Path, text: str) -> None:
    replace(path, lambda f: f.write(text.encode()))


def save(path: Path, tensors: Tensors, metadata: dict[str, str] | None = None) -> None:
    """Write a safetensors file."""
    order = sorted(tensors, key=lambda n: (list(TYPES.values()).index(tensors[n].dtype), n))
    header: dict[str, object] = {"__metadata__": metadata} if metadata else {}
    at = 0
    for name in order:
        t = tensors[name]
        end = at + t.numel() * t.element_size()
        header[name] = {"dtype": NAMES[t.dtype], "shape": list(t.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)

    def write(f: BinaryIO) -> None:
        f.write(struct.pack("<Q", len(text)) + text)
        for name in order:
            # Bytes, since NumPy has no bfloat16.
            t = tensors[name].detach().cpu().contiguous()
            f.write(t.reshape(-1).view(torch.uint8).numpy().data)

    replace(path, write)


def load(path: Path) -> tuple[Tensors, dict[str, str]]:
    """Read a safetensors file, or all files that a *.index.json names.

    Gives the metadata, too. Tensors of a file lie on it: it must not be
    changed while they are in use.
    """
    if path.name.endswith(".index.json"):
        return load_sharded(path)
    with open(path, "rb") as f:
        size = os.fstat(f.fileno()).st_size
        start = f.read(8)
        n = struct.unpack("<Q", start)[0] if len(start) == 8 else size
        if n > min(MAX_HEADER, size - 8):
            raise ValueError(f"{path} is no safetensors file")
        header = json.loads(f.read(n))
    metadata = header.pop("__metadata__", {})
    # Private pages: writing to a tensor would not change the file.
    data = np.memmap(path, np.uint8, "c", offset=8 + n) if size > 8 + n else np.zeros(0, np.uint8)
    tensors = {}
    for name, e in header.items():
        dtype, (first, last) = TYPES[e["dtype"]], e["data_offsets"]
        if not 0 <= first <= last <= len(data) or last - first != math.prod(e["shape"]) * dtype.itemsize:
            raise ValueError(f"{path}: tensor {name!r} does not fit its place")
        raw = torch.from_numpy(data[first:last])
        tensors[name] = raw.view(dtype).reshape(e["shape"]) if last > first else torch.empty(e["shape"], dtype=dtype)
    return tensors, metadata


def load_sharded(path: Path) -> tuple[Tensors, dict[str, str]]:
    index = json.loads(path.read_text())
    tensors: Tensors = {}
    for shard in sorted(set(index["weight_map"].values())):
        if Path(shard).name != shard:
            raise ValueError(f"{path}: file {shard!r} is not beside it")
        tensors |= load(path.with_name(shard))[0]
    if set(tensors) != set(index["weight_map"]):
        raise ValueError(f"{path} and its files name different tensors; get all of them from one run")
    for name, n in index.get("rows", {}).items():
        tensors[name] = torch.cat([tensors.pop(f"{name}.rows.{i}") for i in range(n)])
    return tensors, {k: str(v) for k, v in index.get("metadata", {}).items()}


def save_sharded(folder: Path, tensors: Tensors, metadata: dict[str, str], most: int) -> list[Path]:
    """Write fp16 weights as files of at most `most` bytes and an index.

    Integers and vectors keep their type: variances may not fit fp16. Files are model-00001-of-00003.safetensors and so
    on; model.safetensors.index.json, written last, says which has what. Tensors
    that are too large are cut along their first axis to NAME.rows.0 and so on,
    and the index has their number under "rows".
    """
    pieces: Tensors = {}
    rows: dict[str, int] = {}
    for name, t in tensors.items():
        if t.is_floating_point() and t.dim() > 1:
            t = t.half()
            if not t.isfinite().all():
                raise ValueError(f"{name} has numbers that fp16 cannot hold, or that are none")
        parts = math.ceil(t.numel() * t.element_size() / (most / 2))
        if parts > 1 and t.dim() > 0:
            cut = t.tensor_split(parts)
            pieces |= {f"{name}.rows.{i}": piece for i, piece in enumerate(cut)}
            rows[name] = parts
        else:
            pieces[name] = t
    shards: list[Tensors] = []
    room = 0
    for name, t in pieces.items():
        size = t.numel() * t.element_size() + 256 + 2 * len(name)  # with its share of the header
        if size > room:
            shards.append({})
            room = most - 1024
        if size > room:
            raise ValueError(f"a row of {name} has {size} bytes, and a file at most {most}")
        shards[-1][name] = t
        room -= size
    folder.mkdir(parents=True, exist_ok=True)
    files, where = [], {}
    for i, shard in enumerate(shards):
        files.append(folder / f"model-{i + 1:05d}-of-{len(shards):05d}.safetensors")
        save(files[-1], shard)
        where |= dict.fromkeys(shard, files[-1].name)
    size = sum(t.numel() * t.element_size() for t in pieces.values())
    index: dict[str, object] = {"metadata": {"total_size": size, **metadata}, "weight_map": dict(sorted(where.items()))}
    if rows:
        index["rows"] = rows
    files.append(folder / "model.safetensors.index.json")
    replace_text(files[-1], json.dumps(index, indent=1) + "\n")
    return files
