"""Loss and gradients of one batch, to compare with the Go program.

A folder has network.json (the description), weights.safetensors,
batch.safetensors (input, as the network takes it; target; mask, which may be
missing; shapes as in PyTorch) and losses.json (terms). The answer is
step0.safetensors: loss, output, grad/NAME of every parameter that is trained;
after.safetensors: the weights, with the statistics after the forward pass; and
sharded/: the same as fp16 in small files.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

import losses
from model import Panel, build
from weights import load, save, save_sharded


def step0(folder: Path) -> None:
    net = build(json.loads((folder / "network.json").read_text()))
    net.load_state_dict(load(folder / "weights.safetensors")[0])
    batch, _ = load(folder / "batch.safetensors")
    net.train()
    output = net(batch["input"])
    terms = json.loads((folder / "losses.json").read_text())
    loss, _ = losses.total(terms, output, batch["target"], batch.get("mask"))
    loss.backward()
    answer = {"loss": loss.detach(), "output": output.detach()}
    if isinstance(net, Panel) and net.fusion.weights is not None:
        answer["weights"] = net.fusion.weights.detach()
    for name, p in net.named_parameters():
        if p.requires_grad:
            answer[f"grad/{name}"] = torch.zeros_like(p) if p.grad is None else p.grad
    save(folder / "step0.safetensors", answer)
    save(folder / "after.safetensors", net.state_dict())
    save_sharded(folder / "sharded", net.state_dict(), {}, 8000)
