"""Runs a model in ONNX Runtime: run.py MODEL AXIS... takes the float32 numbers
of its one input from standard input and writes those of its one output."""

import sys

import numpy as np
import onnxruntime as ort

options = ort.SessionOptions()
options.intra_op_num_threads = 1
options.log_severity_level = 3
session = ort.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
x = np.frombuffer(sys.stdin.buffer.read(), np.float32).reshape([int(n) for n in sys.argv[2:]])
out = session.run(None, {session.get_inputs()[0].name: x})[0]
sys.stdout.buffer.write(out.astype(np.float32).tobytes())
