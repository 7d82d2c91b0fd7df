"""Makes the golden files of the packages in this folder with the reference
libraries. The tests know their values by formula, see value() here.

    pip install numpy safetensors onnx onnxruntime torch
    python3 make.py safetensors pth onnx

Made with safetensors 0.8.0, torch 1.13.0, onnx 1.23.2, onnxruntime 1.32.0.
onnx/testdata/exported.onnx is no output of this script: Go writes it, with
"go test ./internal/nn/weights/onnx -update", and this script runs it.
"""

import json
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))


def folder(package, name):
    return os.path.join(here, "..", package, "testdata", name)


def value(tensor, k):
    """Element k of a file's tensor number `tensor`, exact in every type."""
    return (k * 7 + tensor * 3) % 17 - 8


def make_safetensors():
    import ml_dtypes
    import numpy as np
    from safetensors.numpy import save_file

    def array(tensor, shape, dtype):
        n = int(np.prod(shape))
        return np.array([value(tensor, k) for k in range(n)]).astype(dtype).reshape(shape)

    tensors = {
        "encoder.weight": array(0, (2, 3, 2), np.float32),
        "double": array(1, (3,), np.float64),
        "half": array(2, (3,), np.float16),
        "brain": array(3, (5,), ml_dtypes.bfloat16),
        "long": array(4, (), np.int64),
        "int": array(5, (2, 2), np.int32),
        "short": array(6, (3,), np.int16),
        "char": array(7, (3,), np.int8),
        "byte": np.array([value(8, k) % 17 for k in range(3)], np.uint8),
        "bool": np.array([k % 2 for k in range(3)], bool),
        'é "quoted"\n<&>\x01': array(10, (1,), np.float32),
        "empty": array(11, (0, 4), np.float32),
    }
    save_file(tensors, folder("safetensors", "all.safetensors"), metadata={"format": 'np "1"'})
    save_file({}, folder("safetensors", "none.safetensors"))


def make_pth():
    import zipfile

    import torch

    def tensor(number, shape, dtype=torch.float32):
        n = 1
        for s in shape:
            n *= s
        return torch.tensor([value(number, k) for k in range(n)]).to(dtype).reshape(shape)

    def fill(state):
        for number, t in enumerate(state.values()):
            t.copy_(tensor(number, t.shape, t.dtype))
        return state

    net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
    fill(net.state_dict())
    bare = net.state_dict()
    torch.save(bare, folder("pth", "bare.pth"))
    torch.save(bare, folder("pth", "bare-old.pth"), _use_new_zipfile_serialization=False)
    torch.save(bare, folder("pth", "bare-protocol4.pth"), pickle_protocol=4)

    # What PyTorch 2 adds to an archive.
    with zipfile.ZipFile(folder("pth", "bare.pth")) as old, zipfile.ZipFile(folder("pth", "bare-2.pth"), "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        new.writestr("bare/.format_version", "1")
        new.writestr("bare/byteorder", "little")
        new.writestr("bare/.data/serialization_id", "0" * 40)

    parallel = torch.nn.DataParallel(net)
    adam = torch.optim.Adam(net.parameters())
    whole = {"epoch": 3, "best": 0.5, "note": None, "args": ["a", (1, -2, 70000, 2**40)],
             "state_dict": parallel.state_dict(), "optimizer": adam.state_dict()}
    torch.save(whole, folder("pth", "wrapped.pth"))
    torch.save(whole, folder("pth", "wrapped-old.pth"), _use_new_zipfile_serialization=False)
    torch.save({"model": dict(net.named_parameters())}, folder("pth", "parameters.pth"))

    types = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64,
             torch.int32, torch.int16, torch.int8]
    kinds = {str(d): tensor(number, (2, 3), d) for number, d in enumerate(types)}
    kinds["byte"] = tensor(8, (3,)).remainder(17).to(torch.uint8)
    kinds["bool"] = torch.tensor([False, True, False])
    torch.save(kinds, folder("pth", "types.pth"))

    base = tensor(0, (4, 6))
    conv = tensor(1, (2, 3, 2, 2)).to(memory_format=torch.channels_last)
    views = {"base": base, "transposed": base.t(), "part": base[1:3, 2:5], "row": base[2],
             "column": base[:, 1], "steps": base[::2, ::3], "scalar": base[3, 5], "empty": base[:0],
             "wide": base[0, :1].expand(3, 4), "channels_last": conv, "size": torch.Size([1, 2]), "number": 5}
    torch.save(views, folder("pth", "views.pth"))
    torch.save(views, folder("pth", "views-old.pth"), _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(1, 1), folder("pth", "module.pth"))


def make_onnx():
    import numpy as np
    import onnx
    from onnx import TensorProto as P
    from onnx import helper as h

    def tensor(name, number, kind, shape, raw=False):
        v = [value(number, k) for k in range(int(np.prod(shape)))]
        if raw:
            v = np.array(v).astype(h.tensor_dtype_to_np_dtype(kind)).tobytes()
        return h.make_tensor(name, kind, shape, v, raw)

    kinds = [("double", P.DOUBLE), ("float", P.FLOAT), ("half", P.FLOAT16), ("brain", P.BFLOAT16),
             ("long", P.INT64), ("int", P.INT32), ("short", P.INT16), ("char", P.INT8)]
    initializers = [tensor(n, k, d, (2, 3)) for k, (n, d) in enumerate(kinds)]
    initializers += [tensor(n + ".raw", k, d, (2, 3), True) for k, (n, d) in enumerate(kinds)]
    nodes = [
        h.make_node("Constant", [], ["c"], "constant", value=tensor("", 1, P.FLOAT, (2, 3))),
        h.make_node("Add", ["x", "c"], ["y"], "add", doc_string="adds"),
        h.make_node("Clip", ["y", "", ""], ["z"], "clip"),
        h.make_node("Softmax", ["z"], ["p"], axis=-1),
    ]
    x = h.make_tensor_value_info("x", P.FLOAT, ["batch", 2, 3])
    p = h.make_tensor_value_info("p", P.FLOAT, [None, 2, 3])
    listed = h.make_tensor_value_info("float", P.FLOAT, [2, 3])  # as old writers list initializers
    graph = h.make_graph(nodes, "plain", [x, listed], [p], initializers, doc_string="test",
                         value_info=[h.make_tensor_value_info("y", P.FLOAT, ["batch", 2, 3])])
    model = h.make_model(graph, producer_name="make.py", opset_imports=[h.make_opsetid("", 17), h.make_opsetid("ai.onnx.ml", 3)],
                         ir_version=8)
    h.set_model_props(model, {"task": "test"})
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, folder("onnx", "plain.onnx"))

    path = folder("onnx", "exported.onnx")
    onnx.checker.check_model(onnx.load(path), full_check=True)
    shape = (2, 1, 8, 8)
    x = np.array([value(9, k) / 4 for k in range(int(np.prod(shape)))], np.float32)
    run = [sys.executable, folder("onnx", "run.py"), path, *map(str, shape)]
    out = np.frombuffer(subprocess.run(run, input=x.tobytes(), stdout=subprocess.PIPE, check=True).stdout, np.float32)
    with open(folder("onnx", "exported.json"), "w") as f:
        json.dump([float(f"{v:.9g}") for v in out], f)
        f.write("\n")


for name in sys.argv[1:]:
    globals()["make_" + name]()
