"""Tests of networks, losses and the training loop."""

from __future__ import annotations

import json
import math
import tempfile
import unittest
from pathlib import Path
from typing import Any

import torch

import losses
from model import build
from test_data import write_store
from trainer import DEFAULTS, Trainer, configuration, rate
from weights import load, save

RGB = {"channels": 3, "height": 64, "width": 64}
RESNET18 = {"blocks": [2, 2, 2, 2], "width": 64}
TINY = {"blocks": [1, 1, 1, 1], "width": 4}


def panel(fusion: str = "mean", kind: str = "transposed", panels: int = 5, **more: Any) -> dict[str, Any]:
    decoder = {"kind": kind, "channels": [8, 4, 4], "start": 5, "leads": 3, "samples": 18, **more}
    p = {"panels": panels, "features": 8, "hidden": 6, "fusion": fusion, "dropout": 0.2, "decoder": decoder}
    return {"kind": "panel", "input": RGB, "encoder": TINY, "panel": p}


class ModelTest(unittest.TestCase):
    def test_unet(self) -> None:
        d = {"kind": "unet", "input": RGB, "encoder": RESNET18, "unet": {"channels": [256, 128, 64, 32, 16], "outputs": 2}}
        net = build(d)
        self.assertEqual(net(torch.zeros(2, 3, 64, 96)).shape, (2, 2, 64, 96))
        # The number that segmentation_models_pytorch states for one output is 14328209.
        self.assertEqual(sum(p.numel() for p in net.parameters()), 14328209 + 16 * 9 + 1)
        shapes = {n: tuple(t.shape) for n, t in net.state_dict().items()}
        self.assertEqual(shapes["encoder.layer2.0.downsample.0.weight"], (128, 64, 1, 1))
        self.assertEqual(shapes["decoder.blocks.0.conv1.0.weight"], (256, 768, 3, 3))
        self.assertEqual(shapes["segmentation_head.0.bias"], (2,))

    def test_panel(self) -> None:
        decoder = {"kind": "transposed", "channels": [128, 64, 32, 16, 16, 16], "start": 321, "leads": 12, "samples": 10250}
        p = {"panels": 12, "features": 512, "hidden": 256, "fusion": "mean", "decoder": decoder}
        net = build({"kind": "panel", "input": RGB, "encoder": RESNET18, "panel": p})
        self.assertEqual(len(net.state_dict()), 165)
        self.assertEqual(net.eval()(torch.zeros(12, 3, 64, 64)).shape, (1, 12, 10250))
        for fusion in ("mean", "attention", "concat", "hierarchical", "gated"):
            for kind in ("transposed", "upsample"):
                for more in ({}, {"skips": True}, {"head": 3}):
                    net = build(panel(fusion, kind, **more))
                    y = net(torch.randn(10, 3, 64, 64))
                    self.assertEqual(y.shape, (2, 3, 18), (fusion, kind, more))

    def test_encoder(self) -> None:
        net = build({"kind": "encoder", "input": RGB, "encoder": TINY | {"frozen": True}})
        before = {n: t.clone() for n, t in net.state_dict().items()}
        self.assertEqual(net.train()(torch.randn(2, 3, 64, 64)).shape, (2, 32))
        self.assertTrue(all(torch.equal(t, before[n]) for n, t in net.state_dict().items()))

    def test_unknown(self) -> None:
        for d in (panel("sum"), panel(kind="x"), panel(glue=1), panel() | {"unet": {}}, {"kind": "y"}):
            with self.assertRaises(ValueError):
                build(d)


class LossTest(unittest.TestCase):
    def test_values(self) -> None:
        """Values that are easy to work out by hand."""

        def t(*v: float) -> torch.Tensor:
            return torch.tensor(v, dtype=torch.float64)

        def column(*v: float) -> torch.Tensor:
            return t(*v).view(1, 1, -1, 1)

        limbs = t(1, 4, 3, -2.5, -1, 3.5).view(1, 6, 1)
        pair = (t(0, 1, 2, 5, 6, 7).view(1, 2, 3).repeat(1, 1, 4), t(0, 1, 2, 2, 1, 0).view(1, 2, 3).repeat(1, 1, 4))
        one = column(1, 0)
        for name, got, want in (
            ("mse", losses.mse(t(1, 2, 9), t(0, 4, 0), t(1, 1, 0)), 2.5),
            ("gradient", losses.gradient(t(0, 1, 5, 5).view(2, 2), t(0, 0, 0, 3).view(2, 2), None), 5),
            ("bounds", losses.bounds(t(-3, 0, 2, 5).view(2, 2), t(0), None, [-1], [2]), 13 / 4),
            ("snr", losses.snr(t(1.5, 0, 7, 7).view(2, 2), t(1, 0, 0, 0).view(2, 2), None), 10 * math.log10(0.25)),
            ("bce", losses.bce(t(0, 0), t(1, 0.3), None), math.log(2)),
            ("dice right", losses.dice(column(99, -99), one, None), 0),
            ("dice wrong", losses.dice(column(99, -99), column(0, 1), None), 2 / 3),
            ("cross entropy", losses.cross_entropy(column(40, -40), column(0, 3), None), 80),
            ("divergence right", losses.jensen_shannon(column(40, -40), one, None), 0),
            ("divergence wrong", losses.jensen_shannon(column(40, -40), column(0, 1), None), math.log(2)),
            ("einthoven", losses.einthoven(limbs, limbs, None), 0),
            ("einthoven III", losses.einthoven(limbs + t(0, 0, 2, 0, 0, 0).view(1, 6, 1), limbs, None), 1),
            ("correlation", losses.correlation(*pair, None), 2),
        ):
            self.assertAlmostEqual(got.item(), want, 6, name)

    def test_masked_out(self) -> None:
        """What is masked has no say, whatever stands there."""
        g = torch.Generator().manual_seed(1)
        p, t = (torch.randn(2, 6, 64, generator=g, dtype=torch.float64) for _ in range(2))
        m = torch.ones_like(p)
        m[:, 1, 20:40] = m[1, 3] = m[:, :, -5:] = 0
        settings = {"bounds": {"low": [-1] * 5 + [0], "high": [1] * 6}, "spectral": {"windows": [16, 8], "log": 0.3}}
        for name in ("mse", "gradient", "bounds", "snr", "einthoven", "correlation", "spectral"):
            terms = [{"name": name, "weight": 1.0, **settings.get(name, {})}]
            want, _ = losses.total(terms, p, t, m)
            x = torch.where(m > 0, p, 5.0).requires_grad_()
            got, _ = losses.total(terms, x, torch.where(m > 0, t, -5.0), m)
            self.assertAlmostEqual(got.item(), want.item(), 9, name)
            got.backward()
            self.assertLess(x.grad[m == 0].abs().max().item(), 1e-12, name)
            self.assertGreater(x.grad.abs().max().item(), 1e-6, name)
        for name in ("correlation", "spectral"):
            terms = [{"name": name, "weight": 1.0, **settings.get(name, {})}]
            whole, open_mask = (losses.total(terms, p, t, x)[0].item() for x in (None, torch.ones_like(p)))
            self.assertAlmostEqual(whole, open_mask, 9, name)


class TrainTest(unittest.TestCase):
    def setUp(self) -> None:
        torch.set_num_threads(1)
        self.dir = Path(self.enterContext(tempfile.TemporaryDirectory()))
        g = torch.Generator().manual_seed(1)
        write_store(self.dir, [f"p{i}" for i in range(9)], 1, 1)
        for i in range(9):
            pixels = torch.randint(0, 256, (5 * 3 * 64 * 64,), generator=g, dtype=torch.uint8)
            example = {"pixels": pixels, "target": torch.randn(54, generator=g), "mask": torch.ones(54, dtype=torch.uint8)}
            save(self.dir / f"{i:06d}.safetensors", example)
        (self.dir / "network.json").write_text(json.dumps(panel(skips=True)))
        c = {"network": "network.json", "data": {"kind": "examples", "store": "."}, "losses": [{"name": "mse"}]}
        c |= {"steps": 7, "batch": 2, "accumulate": 2, "ema": 0.9, "clip": 1, "schedule": {"kind": "cosine"}}
        c |= {"optimizer": {"rate": 1e-3}, "log_every": 100, "validate_every": 2, "save_every": 3}
        (self.dir / "config.json").write_text(json.dumps(c))

    def trainer(self, name: str) -> Trainer:
        c = configuration(self.dir / "config.json")
        return Trainer(c, self.dir / name, self.dir, torch.device("cpu"))

    def test_resume(self) -> None:
        """A run that is stopped after every step, and one that dies, end as one
        that is not."""
        self.assertTrue(self.trainer("whole").run())
        for calls in range(1, 9):
            t = self.trainer("stopped")
            self.assertEqual(t.resume(), calls > 1)
            if t.run(seconds=0):
                break
        self.assertEqual(calls, 7)
        t = self.trainer("dies")
        t.learn = dies_after(t.learn, 5)
        with self.assertRaises(KeyboardInterrupt):
            t.run()
        t = self.trainer("dies")
        self.assertTrue(t.resume())
        self.assertEqual(t.step, 3)
        self.assertTrue(t.run())
        for other in ("stopped", "dies"):
            for file in ("state", "best", "last"):
                want, got = (load(self.dir / run / f"{file}.safetensors") for run in ("whole", other))
                self.assertEqual(want[1], got[1], (other, file))
                for name, tensor in want[0].items():
                    self.assertTrue(torch.equal(tensor, got[0][name]), (other, file, name))
            self.assertEqual(*((self.dir / run / "log.jsonl").read_text() for run in ("whole", other)))

    def test_other_configuration(self) -> None:
        self.trainer("run").run(seconds=0)
        t = self.trainer("run")
        t.c["losses"] = [{"name": "mse", "weight": 2}]
        with self.assertRaisesRegex(ValueError, "losses differ"):
            t.resume()

    def test_decay(self) -> None:
        """Kernels and matrices shrink; biases and factors of normalisations do not."""
        groups = self.trainer("run").optimizer.param_groups
        self.assertEqual([g["weight_decay"] for g in groups], [1e-5, 0.0])
        self.assertTrue(all(p.dim() > 1 for p in groups[0]["params"]) and all(p.dim() == 1 for p in groups[1]["params"]))

    def test_schedule(self) -> None:
        c = {**DEFAULTS, "steps": 110, "optimizer": {"rate": 1.0}, "schedule": {"kind": "cosine", "warm_up": 10, "last": 0.1}}
        got = [round(rate(c, s), 6) for s in (0, 9, 10, 60, 110)]
        self.assertEqual(got, [0.1, 1.0, 1.0, 0.55, 0.1])
        c["schedule"] = {"kind": "one_cycle", "warm_up": 0, "last": 0.0}
        self.assertEqual([round(rate(c, s), 6) for s in (0, 32)], [0.04, 1.0])


def dies_after(learn: Any, steps: int) -> Any:
    def f(batches: Any) -> Any:
        nonlocal steps
        steps -= 1
        if steps < 0:
            raise KeyboardInterrupt
        return learn(batches)

    return f


if __name__ == "__main__":
    unittest.main()
