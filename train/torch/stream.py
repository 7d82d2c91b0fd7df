"""Reads the samples of `einthoven render --stream` (docs/STREAM.md)."""

from __future__ import annotations

import json
import math
import queue
import struct
import subprocess
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar

import numpy as np

Header = dict[str, Any]
Planes = dict[str, np.ndarray]
T = TypeVar("T")

# Far above what the renderer writes: limits for what a broken pipe may say.
MAX_HEADER = 64 << 20
MAX_RECORD = 4 << 30
DTYPES = {"u8": np.dtype("u1"), "f32": np.dtype("<f4")}


class BrokenStream(Exception):
    """The stream ended inside of a sample, or is no stream of samples."""


def exactly(pipe: BinaryIO, n: int) -> bytes:
    data = pipe.read(n)
    if len(data) != n:
        raise BrokenStream(f"the stream ended {n - len(data)} bytes before the end of a sample")
    return data


def read(pipe: BinaryIO) -> Iterator[tuple[Header, Planes]]:
    """Give header and planes of every sample until the stream ends."""
    while start := pipe.read(12):
        total, n = struct.unpack("<QI", start + exactly(pipe, 12 - len(start)))
        if n > MAX_HEADER or not n + 4 <= total <= MAX_RECORD:
            raise BrokenStream(f"a sample of {total} bytes with a header of {n}: no stream of samples")
        header = json.loads(exactly(pipe, n))
        planes, left = {}, total - 4 - n
        for p in header["planes"]:
            dtype = DTYPES[p["type"]]
            size = math.prod(p["shape"]) * dtype.itemsize
            left -= size
            if size < 0 or left < 0:
                raise BrokenStream(f"sample {header.get('id')}: its planes are longer than the sample")
            planes[p["name"]] = np.frombuffer(exactly(pipe, size), dtype).reshape(p["shape"])
        if left:
            raise BrokenStream(f"sample {header.get('id')}: {left} bytes belong to no plane")
        yield header, planes


def samples(command: list[str]) -> Iterator[tuple[Header, Planes]]:
    """Run a renderer and read its samples; it ends when the reader does."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield from read(process.stdout)
        if status := process.wait():
            raise BrokenStream(f"{command[0]} ended with status {status}")
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def ahead(items: Iterator[T], depth: int) -> Iterator[T]:
    """Give the items, of which a thread makes up to depth in advance."""
    ready: queue.Queue[tuple[str, Any]] = queue.Queue(depth)
    stop = threading.Event()

    def put(kind: str, value: Any) -> None:
        while not stop.is_set():
            try:
                return ready.put((kind, value), timeout=0.1)
            except queue.Full:
                continue

    def work() -> None:
        try:
            for item in items:
                put("item", item)
                if stop.is_set():
                    break
            put("end", None)
        except Exception as e:  # handed to the reader, who raises it
            put("error", e)
        finally:
            if hasattr(items, "close"):
                items.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while True:
            kind, value = ready.get()
            if kind == "error":
                raise value
            if kind == "end":
                return
            yield value
    finally:
        stop.set()
        thread.join()
