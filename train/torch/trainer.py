"""The training loop: exact resume, best checkpoint, log."""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

import losses
from data import Batch, open_data
from model import build
from weights import Tensors, load, replace_text, save

Json = dict[str, Any]

DEFAULTS: Json = {
    "seed": 1,
    "steps": 1000,
    "batch": 8,
    "accumulate": 1,
    "optimizer": {"kind": "adamw", "rate": 1e-4, "decay": 1e-5},
    "schedule": {"kind": "constant", "warm_up": 0, "last": 0.0},
    "clip": 0.0,
    "ema": 0.0,
    "precision": "bf16",
    "deterministic": True,
    "log_every": 20,
    "validate_every": 200,
    "save_every": 200,
}
NEEDED = {"network", "data", "losses"}


def configuration(path: Path) -> Json:
    """Read a configuration, with the defaults of what it leaves out."""
    given = json.loads(path.read_text())
    if unknown := set(given) - set(DEFAULTS) - NEEDED:
        raise ValueError(f"{path}: unknown fields {sorted(unknown)}")
    if missing := NEEDED - set(given):
        raise ValueError(f"{path}: missing fields {sorted(missing)}")
    c = DEFAULTS | given
    for part in ("optimizer", "schedule"):
        if unknown := set(c[part]) - set(DEFAULTS[part]):
            raise ValueError(f"{path}: {part}: unknown fields {sorted(unknown)}")
        c[part] = DEFAULTS[part] | c[part]
    if isinstance(c["network"], str):
        c["network"] = json.loads((path.parent / c["network"]).read_text())
    if c["optimizer"]["kind"] != "adamw":
        raise ValueError(f"{path}: optimizer.kind is adamw")
    if c["precision"] not in ("bf16", "fp32"):
        raise ValueError(f"{path}: precision is bf16 or fp32")
    return c


def rate(c: Json, step: int) -> float:
    """The learning rate of a step, as internal/nn/schedule.go has it."""
    peak, s, steps = c["optimizer"]["rate"], c["schedule"], c["steps"]

    def anneal(a: float, b: float, x: float) -> float:
        return b + (a - b) / 2 * (1 + math.cos(math.pi * min(max(x, 0.0), 1.0)))

    if step < s["warm_up"]:
        return rate({**c, "schedule": {**s, "warm_up": 0}}, 0) * (step + 1) / s["warm_up"]
    step -= s["warm_up"]
    steps -= s["warm_up"]
    if s["kind"] == "constant":
        return peak
    if s["kind"] == "cosine":
        return anneal(peak, s["last"], step / max(steps, 1))
    if s["kind"] == "one_cycle":
        up = 0.3 * steps - 1
        if step <= up:
            return anneal(peak / 25, peak, step / up)
        return anneal(peak, peak / 25e4, (step - up) / (steps - 1 - up))
    raise ValueError(f"schedule.kind: {s['kind']!r} is not known")


class Average:
    """Moving averages of all weights and statistics, as of nn.EMA."""

    def __init__(self, net: nn.Module, decay: float) -> None:
        self.decay, self.updates = decay, 0
        everything = {**dict(net.named_parameters()), **dict(net.named_buffers())}
        self.live = {n: t for n, t in everything.items() if t.is_floating_point()}
        self.kept = {n: t.detach().clone() for n, t in self.live.items()}

    def update(self) -> None:
        share = 1 - min(self.decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(self.kept.values()), list(self.live.values()), share)

    def swap(self) -> None:
        for name, t in self.live.items():
            t.data, self.kept[name] = self.kept[name], t.data


class Trainer:
    """One run in a folder: state.safetensors to go on with, best.safetensors
    and last.safetensors, which the Go program loads, and log.jsonl."""

    def __init__(self, c: Json, folder: Path, base: Path, device: torch.device) -> None:
        self.c, self.folder, self.device = c, folder, device
        folder.mkdir(parents=True, exist_ok=True)
        torch.use_deterministic_algorithms(c["deterministic"], warn_only=True)
        torch.backends.cudnn.benchmark = not c["deterministic"]
        torch.manual_seed(c["seed"])
        self.net = build(c["network"]).to(device, memory_format=torch.channels_last)
        o = c["optimizer"]
        trained = [p for p in self.net.parameters() if p.requires_grad]
        # Biases and the factors of normalisations do not shrink.
        groups = [
            {"params": [p for p in trained if p.dim() > 1], "weight_decay": o["decay"]},
            {"params": [p for p in trained if p.dim() <= 1], "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=o["rate"], fused=device.type == "cuda")
        self.average = Average(self.net, c["ema"]) if c["ema"] > 0 else None
        self.data = open_data(c["data"], c["network"], c["batch"], base)
        self.step, self.best, self.skipped = 0, math.inf, 0

    # State.

    def save(self) -> None:
        """Write all that is needed to go on, in one file, and the weights."""
        tensors = {f"net/{n}": t for n, t in self.net.state_dict().items()}
        names = {id(p): n for n, p in self.net.named_parameters()}
        for p, s in self.optimizer.state.items():
            tensors |= {f"{slot}/{names[id(p)]}": s[slot] for slot in ("exp_avg", "exp_avg_sq")}
        if self.average:
            tensors |= {f"ema/{n}": t for n, t in self.average.kept.items()}
        best = None if math.isinf(self.best) else self.best
        state = {"step": self.step, "best": best, "skipped": self.skipped, "config": self.same()}
        save(self.folder / "state.safetensors", tensors, {"state": json.dumps(state)})
        if self.average:
            self.average.swap()
        self.keep("last")
        if self.average:
            self.average.swap()

    def same(self) -> Json:
        """What a run that goes on must have in common with the one before."""
        return {k: v for k, v in self.c.items() if not k.endswith("_every")}

    def resume(self) -> bool:
        """Take up the state in the folder, if there is one."""
        path = self.folder / "state.safetensors"
        if not path.exists():
            return False
        tensors, metadata = load(path)
        state = json.loads(metadata["state"])
        if changed := sorted(k for k, v in self.same().items() if state["config"].get(k) != v):
            raise ValueError(f"{path} comes from another configuration ({', '.join(changed)} differ); choose another folder")
        self.step, self.skipped = state["step"], state["skipped"]
        self.best = math.inf if state["best"] is None else state["best"]
        self.net.load_state_dict(part(tensors, "net/"))
        slots = {slot: part(tensors, f"{slot}/") for slot in ("exp_avg", "exp_avg_sq")}
        taken = torch.tensor(float(self.step - self.skipped))
        for name, p in self.net.named_parameters():
            if name in slots["exp_avg"]:
                # Memory as the optimiser would have laid it out.
                s = {slot: torch.empty_like(p).copy_(t[name]) for slot, t in slots.items()}
                self.optimizer.state[p] = {"step": taken.to(p.device if self.device.type == "cuda" else "cpu").clone(), **s}
        if self.average:
            for name, t in part(tensors, "ema/").items():
                self.average.kept[name].copy_(t)
            self.average.updates = self.step
        self.cut_log()
        return True

    def begin(self, weights: Path) -> None:
        """Begin with weights of a run elsewhere: at its step, but with an
        optimiser that knows nothing, so not the same as going on."""
        tensors, metadata = load(weights)
        self.net.load_state_dict({n: t.float() if t.is_floating_point() else t for n, t in tensors.items()})
        self.step = self.skipped = int(metadata.get("step", 0))
        if self.average:
            self.average = Average(self.net, self.c["ema"])
            self.average.updates = self.step

    # Log.

    def log(self, entry: Json) -> None:
        with open(self.folder / "log.jsonl", "a") as f:
            f.write(json.dumps(entry) + "\n")

    def cut_log(self) -> None:
        """Drop what was logged after the state was saved."""
        path = self.folder / "log.jsonl"
        if path.exists():
            lines = path.read_text().splitlines(keepends=True)
            replace_text(path, "".join(x for x in lines if x.endswith("\n") and json.loads(x)["step"] <= self.step))

    # Training.

    def loss(self, batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        x, target, mask = batch.floats(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.c["precision"] == "bf16"):
            output = self.net(x)
        return losses.total(self.c["losses"], output, target, mask)

    def learn(self, batches: list[Batch]) -> tuple[float, dict[str, float]]:
        """One step of the optimiser over some batches."""
        self.net.train()
        # What dropout drops follows from the step, so that it is not saved.
        torch.manual_seed(self.c["seed"] << 32 ^ self.step)
        self.optimizer.zero_grad(set_to_none=True)
        value, terms = 0.0, dict[str, float]()
        for batch in batches:
            loss, each = self.loss(batch)
            (loss / len(batches)).backward()
            value += loss.item() / len(batches)
            for name, v in each.items():
                terms[name] = terms.get(name, 0.0) + v.item() / len(batches)
        most = self.c["clip"] or math.inf
        norm = nn.utils.clip_grad_norm_(self.net.parameters(), most)
        for group in self.optimizer.param_groups:
            group["lr"] = rate(self.c, self.step)
        if torch.isfinite(norm):
            self.optimizer.step()
        else:
            self.skipped += 1
        if self.average:
            self.average.update()
        self.step += 1
        return value, terms

    def validate(self) -> None:
        """Measure the averages, or the weights, and keep them if they are best."""
        if self.average:
            self.average.swap()
        self.net.eval()
        total, count, terms = 0.0, 0, dict[str, float]()
        with torch.no_grad():
            for batch in self.data.validation():
                n = batch.target.shape[0]
                loss, each = self.loss(batch)
                total, count = total + n * loss.item(), count + n
                for name, v in each.items():
                    terms[name] = terms.get(name, 0.0) + n * v.item()
        if count:
            value = total / count
            self.log({"step": self.step, "validation": value, "terms": {n: v / count for n, v in terms.items()}})
            say(f"step {self.step}: validation {value:.6g}" + (", the best so far" if value < self.best else ""))
            if value < self.best:
                self.best = value
                self.keep("best")
        if self.average:
            self.average.swap()

    def keep(self, name: str) -> None:
        metadata = {"network": json.dumps(self.c["network"]), "step": str(self.step)}
        save(self.folder / f"{name}.safetensors", self.net.state_dict(), metadata)

    def run(self, seconds: float = math.inf) -> bool:
        """Train until all steps are done, which gives True, or time is up."""
        accumulate, steps = self.c["accumulate"], self.c["steps"]
        start, first = time.monotonic(), self.step
        batches = self.data.batches(self.step * accumulate)
        try:
            while self.step < steps:
                value, terms = self.learn([next(batches) for _ in range(accumulate)])
                self.log({"step": self.step, "loss": value, "terms": terms, "rate": rate(self.c, self.step - 1)})
                spent = time.monotonic() - start
                if self.step % self.c["log_every"] == 0:
                    each = spent / (self.step - first)
                    left = each * (steps - self.step)
                    say(f"step {self.step} of {steps}: loss {value:.6g}, {each:.3f} s a step, {left:.0f} s left")
                if self.step % self.c["validate_every"] == 0 or self.step == steps:
                    self.validate()
                if self.step % self.c["save_every"] == 0 or self.step == steps or spent > seconds:
                    self.save()
                if spent > seconds and self.step < steps:
                    return False
        finally:
            batches.close()
        return True


def part(tensors: Tensors, prefix: str) -> Tensors:
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
