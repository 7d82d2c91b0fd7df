"""Times our networks beside PyTorch and ONNX Runtime, taking turns, with the same
number of threads. Prints for each job the medians, the median of the ratios of
neighbours (ours over theirs) and its quartiles.

Needs torch, onnx, onnxruntime, numpy; jobs whose library is missing are skipped.
Run: python3 bench.py PROGRAM [rounds], see main.go.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

THREADS = int(os.environ.get("THREADS", "2"))
os.environ["GOMAXPROCS"] = os.environ["OMP_NUM_THREADS"] = str(THREADS)


class Ours:
    def __init__(self, program):
        self.p = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, job):
        self.p.stdin.write(job + "\n")
        self.p.stdin.flush()
        line = self.p.stdout.readline()
        if not line:
            sys.exit("our program ended")
        return float(line)


def timed(f):
    f()

    def run():
        start = time.perf_counter()
        f()
        return (time.perf_counter() - start) * 1e3
    return run


def torch_step(format, bf16=False):
    """The U-Net of main.go in PyTorch, in mixed precision if bf16."""
    import torch
    from torch import nn
    torch.set_num_threads(THREADS)
    torch.manual_seed(1)

    def twice(a, b):
        return nn.Sequential(*[m for i in range(2) for m in (
            nn.Conv2d(a if i == 0 else b, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(True))])

    class UNet(nn.Module):
        def __init__(self, inputs, base, levels):
            super().__init__()
            self.down = twice(inputs, base)
            if levels:
                self.low = UNet(base, 2 * base, levels - 1)
                self.up = nn.ConvTranspose2d(2 * base, base, 2, 2)
                self.join = twice(2 * base, base)

        def forward(self, x):
            x = self.down(x)
            if not hasattr(self, "low"):
                return x
            low = self.up(self.low(nn.functional.max_pool2d(x, 2)))
            return self.join(torch.cat([x, low], 1))

    net = nn.Sequential(UNet(1, 16, 4), nn.Conv2d(16, 1, 1)).to(memory_format=format(torch)).train()
    opt = torch.optim.AdamW(net.parameters(), lr=1e-4, weight_decay=1e-5)
    x = (2 * torch.rand(8, 1, 256, 256) - 1).contiguous(memory_format=format(torch))
    y = 2 * torch.rand(8, 1, 256, 256) - 1

    def step():
        opt.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = nn.functional.mse_loss(net(x).float(), y)
        loss.backward()
        opt.step()
        float(loss.detach())
    return timed(step)


class Graph:
    """A network for ONNX with random weights, batch normalisations folded."""

    def __init__(self):
        import numpy
        self.np, self.rng = numpy, numpy.random.default_rng(1)
        self.nodes, self.tensors, self.count = [], [], 0

    def node(self, op, inputs, **attributes):
        from onnx import helper
        self.count += 1
        out = f"t{self.count}"
        self.nodes.append(helper.make_node(op, inputs, [out], name=out, **attributes))
        return out

    def tensor(self, v):
        from onnx import numpy_helper
        self.count += 1
        self.tensors.append(numpy_helper.from_array(v, f"p{self.count}"))
        return f"p{self.count}"

    def conv(self, x, cin, out, k, stride=1, relu=True, pad=None, op="Conv", bias=True):
        pad = (k - 1) // 2 if pad is None else pad
        w = self.rng.normal(0, (2 / (cin * k * k)) ** 0.5, (out, cin, k, k)).astype("float32")
        inputs = [x, self.tensor(w), self.tensor(self.np.zeros(out, "float32"))]
        y = self.node("Conv", inputs, kernel_shape=[k, k], pads=[pad] * 4, strides=[stride] * 2)
        return self.node("Relu", [y]) if relu else y

    def encoder(self, x):
        x = self.conv(x, 3, 64, 7, 2)
        all = [x]
        x = self.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
        c = 64
        for stage in range(4):
            for j in range(2):
                out, stride = 64 << stage, 2 if stage and not j else 1
                y = self.conv(self.conv(x, c, out, 3, stride), out, out, 3, relu=False)
                if c != out:
                    x = self.conv(x, c, out, 1, stride, relu=False)
                x, c = self.node("Relu", [self.node("Add", [y, x])]), out
            all.append(x)
        return all

    def unet(self):
        skips = self.encoder("x")
        x, c = skips[4], 512
        widths = [64, 64, 128, 256]
        scales = self.tensor(self.np.array([1, 1, 2, 2], "float32"))
        for i, out in enumerate([256, 128, 64, 32, 16]):
            x = self.node("Resize", [x, "", scales], mode="nearest",
                          coordinate_transformation_mode="asymmetric", nearest_mode="floor")
            if i < 4:
                x, c = self.node("Concat", [x, skips[3 - i]], axis=1), c + widths[3 - i]
            x = self.conv(self.conv(x, c, out, 3), out, out, 3)
            c = out
        return self.conv(x, c, 1, 3, relu=False)

    def model(self, out, shape):
        from onnx import TensorProto, helper
        graph = helper.make_graph(
            self.nodes, "net", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info(out, TensorProto.FLOAT, None)], self.tensors)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def onnx_unet(folder, kind):
    """The U-Net with a ResNet-18 in ONNX Runtime: float32, or 8 bits as QDQ or QOperator."""
    import numpy
    import onnx
    import onnxruntime
    g, shape = Graph(), [1, 3, 512, 512]
    path = os.path.join(folder, kind + ".onnx")
    onnx.save(g.model(g.unet(), shape), path)
    x = {"x": (2 * numpy.random.default_rng(2).random(shape) - 1).astype("float32")}
    if kind != "float32":
        from onnxruntime import quantization as q

        class Reader(q.CalibrationDataReader):
            left = [x]

            def get_next(self):
                return self.left.pop() if self.left else None

        Reader.left = [x]
        to = os.path.join(folder, kind + "-8.onnx")
        q.quantize_static(path, to, Reader(), quant_format=getattr(q.QuantFormat, kind), per_channel=True,
                          reduce_range=True, activation_type=q.QuantType.QUInt8, weight_type=q.QuantType.QInt8)
        path = to
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return timed(lambda: session.run(None, x))


def row(name, ours, theirs, rounds):
    mine, other = [], []
    for _ in range(rounds):
        mine.append(ours())
        other.append(theirs())
    low, middle, high = statistics.quantiles([a / b for a, b in zip(mine, other)], n=4)
    print(f"| {name} | {statistics.median(mine):.0f} | {statistics.median(other):.0f} "
          f"| {middle:.2f} ({low:.2f} to {high:.2f}) |", flush=True)


def main():
    ours, rounds = Ours(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 9
    only = os.environ.get("ONLY", "")
    print(f"{THREADS} threads, {rounds} rounds\n\n| job | ours, ms | theirs, ms | ours / theirs (quartiles) |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, job, make in [
            ("U-Net step, PyTorch", "unet-step", lambda: torch_step(lambda t: t.contiguous_format)),
            ("U-Net step, PyTorch channels-last", "unet-step", lambda: torch_step(lambda t: t.channels_last)),
            ("U-Net step, PyTorch channels-last bfloat16", "unet-step", lambda: torch_step(lambda t: t.channels_last, True)),
            ("ResNet18-U-Net float32, ONNX Runtime", "resnet-unet", lambda: onnx_unet(folder, "float32")),
            ("ResNet18-U-Net int8, ONNX Runtime QDQ", "resnet-unet-int8", lambda: onnx_unet(folder, "QDQ")),
            ("ResNet18-U-Net int8, ONNX Runtime QOperator", "resnet-unet-int8", lambda: onnx_unet(folder, "QOperator")),
        ]:
            if only not in name:
                continue
            try:
                theirs = make()
            except ImportError as e:
                print(f"{name}: skipped, {e}", file=sys.stderr)
                continue
            ours(job)
            row(name, lambda: ours(job), theirs, rounds)
        if only in "panel":
            ours("panel")
            times = [ours("panel") for _ in range(5 * rounds)]
            print(f"| panel network, float32 | {statistics.median(times):.0f} (least {min(times):.0f}) | - | - |")


if __name__ == "__main__":
    main()
