"""Trains networks of internal/model with PyTorch.

    train.py run CONFIG.json --out DIR [--seconds 540]
    train.py export DIR TO
    train.py step0 DIR...

See README.md.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path

# cuBLAS is deterministic only with this.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

import torch

from step0 import step0
from stream import BrokenStream
from trainer import Trainer, configuration, say
from weights import load, save_sharded


def run(a: argparse.Namespace) -> None:
    device = torch.device(a.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    if a.threads:
        torch.set_num_threads(a.threads)
    trainer = Trainer(configuration(a.config), a.out, a.config.parent, device)
    if trainer.resume():
        say(f"goes on at step {trainer.step}")
    elif a.start:
        trainer.begin(a.start)
        say(f"begins with {a.start} at step {trainer.step}")
    if trainer.run(a.seconds):
        say(f"done: {a.out}/best.safetensors")
    else:
        say(f"stopped at step {trainer.step} of {trainer.c['steps']}, as time is up; the same call goes on from there")


def export(a: argparse.Namespace) -> None:
    path = next((p for p in (a.dir / "best.safetensors", a.dir / "last.safetensors") if p.exists()), None)
    if path is None:
        raise ValueError(f"{a.dir} has no best.safetensors and no last.safetensors yet; train until the first validation")
    tensors, metadata = load(path)
    for f in save_sharded(a.to, tensors, metadata, a.bytes):
        print(f)


def main() -> int:
    parser = argparse.ArgumentParser(prog="train.py", description="Trains networks of internal/model with PyTorch.")
    commands = parser.add_subparsers(required=True)
    p = commands.add_parser("run", help="train, or go on training")
    p.add_argument("config", type=Path, help="JSON file, see README.md")
    p.add_argument("--out", type=Path, required=True, help="folder of the run")
    p.add_argument("--seconds", type=float, default=math.inf, help="stop after a step when so much time has passed")
    p.add_argument("--start", type=Path, help="weights to begin a new run with (.safetensors or .index.json)")
    p.add_argument("--device", help="cuda or cpu (default: cuda if there is one)")
    p.add_argument("--threads", type=int, help="threads on the CPU (default: as torch chooses)")
    p.set_defaults(do=run)
    p = commands.add_parser("export", help="write the best weights as fp16 in small files")
    p.add_argument("dir", type=Path, help="folder of a run")
    p.add_argument("to", type=Path, help="folder to write to")
    p.add_argument("--bytes", type=int, default=15_000_000, help="most bytes of a file (default: 15000000)")
    p.set_defaults(do=export)
    p = commands.add_parser("step0", help="loss and gradients of one batch, see step0.py")
    p.add_argument("dirs", type=Path, nargs="+")
    p.set_defaults(do=lambda a: [step0(d) for d in a.dirs])
    a = parser.parse_args()
    try:
        a.do(a)
    except (ValueError, OSError, BrokenStream) as e:
        print(f"train.py: {e}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
