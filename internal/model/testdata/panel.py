"""Writes panel.json: numbers of the output of the panel network as ONNX Runtime
computes it, from a graph put together here layer by layer as docs/mission.md
describes Sachika18/ECG-Image2Wave, with parameters and input that a formula
gives.

Needs numpy, onnx, onnxruntime. Run: python3 panel.py
"""
import json
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


def mixed(k, n):
    """n numbers from -0.5 to 0.5 of series k, as in reference_test.go."""
    m = np.uint64(0xFFFFFFFF)
    x = (np.arange(n, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(k * 40503 + 12345)) & m
    x ^= x >> np.uint64(15)
    x = (x * np.uint64(2246822519)) & m
    x ^= x >> np.uint64(13)
    return x.astype(np.float64) / 2**32 - 0.5


def value(name, k, shape):
    """The parameter with this name, the k-th of all in the order of names."""
    u = mixed(k, int(np.prod(shape)))
    if name.endswith("running_var"):
        u = 1 + u
    elif len(shape) > 1:
        u = u * np.sqrt(24 / np.prod(shape[1:]))
    elif name.endswith("weight"):
        u = 1 + 0.4 * u
    else:
        u = 0.4 * u
    return u.reshape(shape).astype(np.float32)


shapes, nodes = {}, []


def node(op, x, out, params=(), **attributes):
    nodes.append(helper.make_node(op, [x, *params], [out], **attributes))
    return out


def conv(name, x, shape, bias=False, op="Conv", **attributes):
    params = [name + ".weight"]
    shapes[params[0]] = shape
    if bias:
        params.append(name + ".bias")
        shapes[params[1]] = [shape[1] if op == "ConvTranspose" else shape[0]]
    return node(op, x, name, params, **attributes)


def norm(name, x, c):
    params = [name + "." + s for s in ("weight", "bias", "running_mean", "running_var")]
    shapes.update({p: [c] for p in params})
    return node("BatchNormalization", x, name, params, epsilon=1e-5)


def relu(x):
    return node("Relu", x, x + ".relu")


def linear(name, x, out, inputs):
    shapes[name + ".weight"], shapes[name + ".bias"] = [out, inputs], [out]
    return node("Gemm", x, name, [name + ".weight", name + ".bias"], transB=1)


def block(p, x, cin, cout, stride):
    y = conv(p + "conv1", x, [cout, cin, 3, 3], pads=[1] * 4, strides=[stride] * 2)
    y = relu(norm(p + "bn1", y, cout))
    y = norm(p + "bn2", conv(p + "conv2", y, [cout, cout, 3, 3], pads=[1] * 4), cout)
    if cin != cout:
        x = conv(p + "downsample.0", x, [cout, cin, 1, 1], strides=[stride] * 2)
        x = norm(p + "downsample.1", x, cout)
    return relu(node("Add", y, p + "sum", [x]))


constants = {"pages": [-1, 12, 512], "signals": [-1, 128, 321], "from": [0], "to": [10250], "axis": [2]}

f = "encoder.features."
x = conv(f + "0", "input", [64, 3, 7, 7], pads=[3] * 4, strides=[2] * 2)
x = node("MaxPool", relu(norm(f + "1", x, 64)), "pool", kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
cin = 64
for stage in range(4):
    cout = 64 << stage
    for j in range(2):
        x = block(f"{f}{4 + stage}.{j}.", x, cin, cout, 2 if stage and not j else 1)
        cin = cout
x = linear("encoder.proj", node("Flatten", node("GlobalAveragePool", x, "mean"), "flat"), 512, 512)
x = node("ReduceMean", node("Reshape", x, "panels", ["pages"]), "page", axes=[1], keepdims=0)
x = relu(linear("fuse.2", relu(linear("fuse.0", x, 256, 512)), 256, 256))
x = node("Reshape", linear("decoder.project", x, 128 * 321, 256), "start", ["signals"])
cin = 128
for i, cout in enumerate([64, 32, 16, 16, 16]):
    x = conv(f"decoder.up.{3 * i}", x, [cin, cout, 4], True, "ConvTranspose", strides=[2], pads=[1, 1])
    x = relu(norm(f"decoder.up.{3 * i + 1}", x, cout))
    cin = cout
x = conv("decoder.final", x, [12, 16, 3], True, pads=[1, 1])
node("Slice", x, "output", ["from", "to", "axis"])

tensors = [numpy_helper.from_array(value(n, k, shapes[n]), n) for k, n in enumerate(sorted(shapes))]
tensors += [numpy_helper.from_array(np.array(v, dtype=np.int64), n) for n, v in constants.items()]
graph = helper.make_graph(nodes, "panel",
                          [helper.make_tensor_value_info("input", TensorProto.FLOAT, [12, 3, 128, 128])],
                          [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 12, 10250])], tensors)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
picture = (2 * mixed(1000, 12 * 3 * 128 * 128)).astype(np.float32).reshape(12, 3, 128, 128)
y = session.run(None, {"input": picture})[0].ravel()
with open("panel.json", "w") as out:
    json.dump({"step": 997, "values": [float(f"{v:.8g}") for v in y[::997]],
               "mean": float(y.astype(np.float64).mean()), "std": float(y.astype(np.float64).std())}, out)
    out.write("\n")
