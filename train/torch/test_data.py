"""Tests of files, the stream and batches."""

from __future__ import annotations

import io
import json
import struct
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from data import Examples, Stream, split
from stream import BrokenStream, ahead, read, samples
from weights import load, save, save_sharded


def record(number: int, size: int = 4) -> bytes:
    """A sample as the renderer writes it."""
    planes = [{"name": "image", "type": "u8", "shape": [size, size, 3]}, {"name": "mm", "type": "f32", "shape": [size, size, 2]}]
    header = json.dumps({"id": f"s{number}", "planes": planes}).encode()
    data = bytes([number]) * (3 * size * size) + np.full(2 * size * size, number / 4, "<f4").tobytes()
    return struct.pack("<QI", 4 + len(header) + len(data), len(header)) + header + data


class StreamTest(unittest.TestCase):
    def test_read(self) -> None:
        got = list(read(io.BytesIO(record(3) + record(7, 2))))
        self.assertEqual([h["id"] for h, _ in got], ["s3", "s7"])
        self.assertEqual([p["image"].shape for _, p in got], [(4, 4, 3), (2, 2, 3)])
        self.assertTrue((got[1][1]["image"] == 7).all() and (got[1][1]["mm"] == 1.75).all())

    def test_broken(self) -> None:
        whole = record(1)
        for n in range(1, len(whole), 7):
            with self.assertRaises(BrokenStream, msg=f"{n} bytes"):
                list(read(io.BytesIO(whole[:n])))
        wrong = struct.pack("<Q", 2 + struct.unpack("<Q", whole[:8])[0]) + whole[8:] + b"xx"
        for text in (b"\xff" * 40, wrong, struct.pack("<QI", 100, 97) + b"{" * 97):
            with self.assertRaises(BrokenStream):
                list(read(io.BytesIO(text)))

    def test_command(self) -> None:
        fail = [
            sys.executable,
            "-c",
            "import sys; sys.stdout.buffer.write(bytes.fromhex(sys.argv[1])); sys.exit(3)",
            record(1).hex(),
        ]
        with self.assertRaisesRegex(BrokenStream, "status 3"):
            list(samples(fail))
        # A reader that stops early ends the renderer.
        endless = [
            sys.executable,
            "-c",
            "import sys\nwhile True: sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))",
            record(1).hex(),
        ]
        some = samples(endless)
        next(some)
        some.close()

    def test_ahead(self) -> None:
        def items():
            yield from range(3)
            raise BrokenStream("here")

        got = []
        with self.assertRaisesRegex(BrokenStream, "here"):
            for i in ahead(items(), 2):
                got.append(i)
        self.assertEqual(got, [0, 1, 2])


# A renderer whose samples are their numbers: 2 looks, 2 samples of a picture.
RENDERER = """
import sys; sys.path.insert(0, {folder!r})
from test_data import numbered
numbered(sys.argv)
"""


def numbered(call: list[str]) -> None:
    seed = int(call[call.index("--seed") + 1])
    masks = call[call.index("--masks") + 1].split(",")
    for i in range(seed * 4, 1 << 30):
        planes = [{"name": "image", "type": "u8", "shape": [2, 2, 3]}]
        data = bytes([i % 256]) * 12
        for at, name in enumerate(masks):
            number = 12 if name == "leads" else 1
            planes.append({"name": name, "type": "u8", "shape": [number, 2, 2]})
            # Every plane has another number; the first has that of the sample.
            data += b"".join(bytes([(i + 20 * at + k) % 256]) * 4 for k in range(number))
        header = json.dumps({"id": str(i), "planes": planes}).encode()
        try:
            sys.stdout.buffer.write(struct.pack("<QI", 4 + len(header) + len(data), len(header)) + header + data)
        except BrokenPipeError:
            return


def write_store(folder: Path, groups: list[str], pixels: int, targets: int) -> None:
    """Examples that consist of their number."""
    for i in range(len(groups)):
        example = {"pixels": torch.full((pixels,), i, dtype=torch.uint8), "target": torch.full((targets,), float(i))}
        save(folder / f"{i:06d}.safetensors", {**example, "mask": torch.ones(targets, dtype=torch.uint8)})
    (folder / "index.json").write_text(json.dumps({"source": "", "groups": groups, "keys": groups}))


# What data.SplitGroups gives for seed 7, by the shares for validation and testing.
SPLITS = {
    (0.15, 0.15): ([1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 14, 15, 16, 18, 19], [4, 9, 17], [0, 13]),
    (0.3, 0.0): ([1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 14, 15, 16, 18, 19], [0, 4, 9, 13, 17], []),
}


class DataTest(unittest.TestCase):
    def setUp(self) -> None:
        self.dir = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def stream(self, **more: object) -> Stream:
        program = self.dir / "renderer.py"
        program.write_text(RENDERER.format(folder=str(Path(__file__).parent)))
        d = {"kind": "stream", "command": [sys.executable, str(program)], "looks": ["photo", "scan"], "crop": 2, "crops": 2}
        d |= {"seed": 3, "pool": 8, "passes": 2, "validation": {"seed": 40, "samples": 8}}
        return Stream(d | more, 4, self.dir)

    def test_stream(self) -> None:
        """Every block is seen as often as asked, mixed, and a run goes on anywhere."""
        data = self.stream()
        batches = data.batches(0)
        seen = [next(batches) for _ in range(12)]
        batches.close()
        numbers = [b.pictures[:, 0, 0, 0].tolist() for b in seen]
        for block in range(3):
            both = sum(numbers[4 * block : 4 * block + 4], [])
            first = 3 * 4 + 8 * block
            self.assertEqual(sorted(both), sorted(2 * list(range(first, first + 8))))
            self.assertNotEqual(both[:8], sorted(both[:8]))
            self.assertNotEqual(both[:8], both[8:])
        for b in seen:
            self.assertTrue((b.target[:, 0, 0, 0] == b.pictures[:, 0, 0, 0]).all())
        for first in (1, 4, 7):
            again = self.stream().batches(first)
            for b in seen[first : first + 3]:
                self.assertTrue(torch.equal(next(again).pictures, b.pictures))
            again.close()
        held = [b.pictures[:, 0, 0, 0].tolist() for b in data.validation()]
        self.assertEqual(held, [[160, 161, 162, 163], [164, 165, 166, 167]])

    def test_maps(self) -> None:
        """Planes of several maps stand behind one another, in the order of their names."""
        for maps, offsets in (("marks", [0]), (["trace"], [0]), (["text", "leads", "page"], [0, *range(20, 32), 40])):
            data = self.stream(map=maps)
            seen = list(data.validation())
            if len(offsets) > 1:
                batches = data.batches(0)
                seen += [next(batches) for _ in range(3)]
                batches.close()
            for b in seen:
                self.assertEqual((b.target.shape, b.target.dtype), ((4, len(offsets), 2, 2), torch.uint8), maps)
                want = b.pictures[:, :1].int() + torch.tensor(offsets)[:, None, None]
                self.assertTrue(torch.equal(b.target.int(), want % 256), maps)

    def test_examples(self) -> None:
        """Batches of a store, mixed anew in every epoch."""
        network = {"kind": "panel", "input": {"channels": 3, "height": 2, "width": 2}}
        network |= {"panel": {"panels": 2, "decoder": {"leads": 2, "samples": 5}}}
        write_store(self.dir, [f"p{i}" for i in range(10)], 24, 10)
        data = Examples({"kind": "examples", "store": "."}, network, 3, self.dir)
        self.assertEqual((len(data.train), len(data.held)), (6, 2))
        batches = data.batches(0)
        seen = [next(batches) for _ in range(4)]
        batches.close()
        epochs = [sum((b.target[:, 0, 0].int().tolist() for b in seen[i : i + 2]), []) for i in (0, 2)]
        for e in epochs:
            self.assertEqual(sorted(e), data.train)
        self.assertNotEqual(*epochs)
        again = data.batches(3)
        self.assertTrue(torch.equal(next(again).target, seen[3].target))
        again.close()
        self.assertEqual((seen[0].pictures.shape, seen[0].target.shape), ((6, 3, 2, 2), (3, 2, 5)))
        self.assertTrue(torch.equal(seen[0].pictures[::2, 0, 0, 0], seen[0].target[:, 0, 0].to(torch.uint8)))
        x, _, _ = seen[0].floats(torch.device("cpu"))
        self.assertAlmostEqual(x[0, 0, 0, 0].item(), (seen[0].pictures[0, 0, 0, 0].item() / 255 - 0.5) / 0.5, 6)
        self.assertEqual([b.target[:, 0, 0].int().tolist() for b in data.validation()], [data.held])

    def test_split(self) -> None:
        """The splits that the Go program makes of the same patients."""
        groups = [f"p{i * i % 13}" for i in range(20)]
        for parts, want in SPLITS.items():
            self.assertEqual(split(groups, *parts, 7), want)

    def test_safetensors(self) -> None:
        g = torch.Generator().manual_seed(1)
        tensors = {
            "a": torch.randn(3, 4, generator=g),
            "é": torch.randn(5, generator=g).bfloat16(),
            "n": torch.tensor(7),
            "0": torch.empty(0, 2),
        }
        tensors["channels last"] = torch.randn(2, 3, 4, 4, generator=g).to(memory_format=torch.channels_last)
        path = self.dir / "x.safetensors"
        save(path, tensors, {"key": "value"})
        got, metadata = load(path)
        self.assertEqual((set(got), metadata), (set(tensors), {"key": "value"}))
        for name, t in tensors.items():
            self.assertTrue(torch.equal(got[name], t) and got[name].dtype == t.dtype, name)
        for cut in (4, 60, path.stat().st_size - 1):
            (self.dir / "cut").write_bytes(path.read_bytes()[:cut])
            with self.assertRaises(ValueError):
                load(self.dir / "cut")

    def test_sharded(self) -> None:
        g = torch.Generator().manual_seed(1)
        tensors = {f"t{i}": torch.randn(40, 10, generator=g) for i in range(6)}
        tensors |= {"large": torch.randn(64, 50, generator=g), "n": torch.tensor(3)}
        files = save_sharded(self.dir, tensors, {"step": "5"}, 4000)
        self.assertTrue(all(f.stat().st_size <= 4000 for f in files[:-1]), [f.stat().st_size for f in files])
        got, metadata = load(files[-1])
        self.assertEqual((set(got), metadata["step"]), (set(tensors), "5"))
        for name, t in tensors.items():
            self.assertTrue(torch.equal(got[name], t.half() if t.dim() > 1 else t), name)
        with self.assertRaisesRegex(ValueError, "fp16"):
            save_sharded(self.dir, {"great": torch.full((2, 2), 1e6)}, {}, 4000)
        with self.assertRaisesRegex(ValueError, "row"):
            save_sharded(self.dir, {"wide": torch.zeros(2, 9000)}, {}, 4000)


if __name__ == "__main__":
    unittest.main()
