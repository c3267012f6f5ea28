#!/usr/bin/env python3
"""Writes the fixtures beside this file: a network per framework, and what it answers.

    python3 fixtures.py

Everything here follows the frameworks' documents and nothing of Topspin: the names, shapes and gate orders of the weights,
the formulas of the cells, and the formats of the files. Standard library only. Numbers are multiples of 1/8, so that float32
holds them exactly and a step can be checked by hand.
"""
import io
import json
import math
import os
import struct
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
INPUTS, UNITS, OUTPUTS, STEPS = 3, 2, 2, 4


class Numbers:
    """-6/8 ... 6/8 in a scattered order, so that a gate, a row or a column in another place gives another answer."""

    def __init__(self):
        self.count = 0

    def tensor(self, *shape):
        if len(shape) == 1:
            return [self.next() for _ in range(shape[0])]
        return [self.tensor(*shape[1:]) for _ in range(shape[0])]

    def next(self):
        self.count += 1
        return ((self.count * self.count * 5 + self.count * 7) % 13 - 6) / 8


X = [[((t * INPUTS + k) * 3 % 7 - 3) / 4 for k in range(INPUTS)] for t in range(STEPS)]


def sigmoid(v):
    return 1 / (1 + math.exp(-v))


def times(x, w):
    """x W, with W of [inputs][outputs]."""
    return [sum(x[i] * w[i][j] for i in range(len(x))) for j in range(len(w[0]))]


def of(w, x):
    """W x, with W of [outputs][inputs]."""
    return [sum(row[i] * x[i] for i in range(len(x))) for row in w]


def plus(*vectors):
    return [sum(parts) for parts in zip(*vectors)]


def split(v, parts):
    """tf.split and torch.chunk: equal parts in order."""
    size = len(v) // parts
    return [v[i * size:(i + 1) * size] for i in range(parts)]


def both(forwards, backwards, rows):
    """The outputs of two layers side by side, the second one's read from the end."""
    there, back = forwards(rows), backwards(rows[::-1])[::-1]
    return [a + b for a, b in zip(there, back)]


# Keras: keras/src/layers/rnn/lstm.py, gru.py, simple_rnn.py

def keras_lstm(kernel, recurrent_kernel, bias):
    def run(rows):
        h, c, out = [0.0] * UNITS, [0.0] * UNITS, []
        for x in rows:
            zi, zf, zc, zo = split(plus(times(x, kernel), times(h, recurrent_kernel), bias), 4)
            c = [sigmoid(f) * old + sigmoid(i) * math.tanh(new) for i, f, new, old in zip(zi, zf, zc, c)]
            h = [sigmoid(o) * math.tanh(cell) for o, cell in zip(zo, c)]
            out.append(h)
        return out
    return run


def keras_gru_reset_after(kernel, recurrent_kernel, bias):
    def run(rows):
        h, out = [0.0] * UNITS, []
        for x in rows:
            xz, xr, xh = split(plus(times(x, kernel), bias[0]), 3)
            rz, rr, rh = split(plus(times(h, recurrent_kernel), bias[1]), 3)
            z = [sigmoid(a + b) for a, b in zip(xz, rz)]
            r = [sigmoid(a + b) for a, b in zip(xr, rr)]
            hh = [math.tanh(a + reset * b) for a, reset, b in zip(xh, r, rh)]
            h = [update * old + (1 - update) * new for update, old, new in zip(z, h, hh)]
            out.append(h)
        return out
    return run


def keras_simple_rnn(kernel, recurrent_kernel, bias):
    def run(rows):
        h, out = [0.0] * UNITS, []
        for x in rows:
            h = [math.tanh(v) for v in plus(times(x, kernel), times(h, recurrent_kernel), bias)]
            out.append(h)
        return out
    return run


def keras():
    """LSTM, LSTM, Bidirectional(GRU), SimpleRNN, Dense, every one with return_sequences=True."""
    n, w = Numbers(), {}

    def layer(name, inputs, gates, *bias):
        w[name + "/kernel"] = n.tensor(inputs, gates * UNITS)
        w[name + "/recurrent_kernel"] = n.tensor(UNITS, gates * UNITS)
        w[name + "/bias"] = n.tensor(*bias)
        return w[name + "/kernel"], w[name + "/recurrent_kernel"], w[name + "/bias"]

    rows = keras_lstm(*layer("lstm", INPUTS, 4, 4 * UNITS))(X)
    rows = keras_lstm(*layer("lstm_1", UNITS, 4, 4 * UNITS))(rows)
    forwards = keras_gru_reset_after(*layer("bidirectional/forward_gru", UNITS, 3, 2, 3 * UNITS))
    backwards = keras_gru_reset_after(*layer("bidirectional/backward_gru", UNITS, 3, 2, 3 * UNITS))
    rows = both(forwards, backwards, rows)
    rows = keras_simple_rnn(*layer("simple_rnn", 2 * UNITS, 1, UNITS))(rows)
    w["dense/kernel"], w["dense/bias"] = n.tensor(UNITS, OUTPUTS), n.tensor(OUTPUTS)
    return w, [plus(times(row, w["dense/kernel"]), w["dense/bias"]) for row in rows]


# PyTorch: the documents of torch.nn.LSTM, GRU, RNN and Linear

def torch_lstm(w_ih, w_hh, b_ih, b_hh):
    def run(rows):
        h, c, out = [0.0] * UNITS, [0.0] * UNITS, []
        for x in rows:
            i, f, g, o = split(plus(of(w_ih, x), b_ih, of(w_hh, h), b_hh), 4)
            c = [sigmoid(forget) * old + sigmoid(take) * math.tanh(new) for take, forget, new, old in zip(i, f, g, c)]
            h = [sigmoid(show) * math.tanh(cell) for show, cell in zip(o, c)]
            out.append(h)
        return out
    return run


def torch_gru(w_ih, w_hh, b_ih, b_hh):
    def run(rows):
        h, out = [0.0] * UNITS, []
        for x in rows:
            ir, iz, in_ = split(plus(of(w_ih, x), b_ih), 3)
            hr, hz, hn = split(plus(of(w_hh, h), b_hh), 3)
            r = [sigmoid(a + b) for a, b in zip(ir, hr)]
            z = [sigmoid(a + b) for a, b in zip(iz, hz)]
            new = [math.tanh(a + reset * b) for a, reset, b in zip(in_, r, hn)]
            h = [(1 - update) * candidate + update * old for update, candidate, old in zip(z, new, h)]
            out.append(h)
        return out
    return run


def torch_rnn(w_ih, w_hh, b_ih, b_hh):
    def run(rows):
        h, out = [0.0] * UNITS, []
        for x in rows:
            h = [math.tanh(v) for v in plus(of(w_ih, x), b_ih, of(w_hh, h), b_hh)]
            out.append(h)
        return out
    return run


def pytorch():
    """nn.LSTM(3, 2, num_layers=2, bidirectional=True), nn.GRU(4, 2), nn.RNN(2, 2), nn.Linear(2, 2)."""
    n, w = Numbers(), {}

    def layer(module, ending, inputs, gates):
        names = [module + part + ending for part in (".weight_ih", ".weight_hh", ".bias_ih", ".bias_hh")]
        shapes = [(gates * UNITS, inputs), (gates * UNITS, UNITS), (gates * UNITS,), (gates * UNITS,)]
        for name, shape in zip(names, shapes):
            w[name] = n.tensor(*shape)
        return [w[name] for name in names]

    rows = both(torch_lstm(*layer("lstm", "_l0", INPUTS, 4)), torch_lstm(*layer("lstm", "_l0_reverse", INPUTS, 4)), X)
    rows = both(torch_lstm(*layer("lstm", "_l1", 2 * UNITS, 4)), torch_lstm(*layer("lstm", "_l1_reverse", 2 * UNITS, 4)), rows)
    rows = torch_gru(*layer("gru", "_l0", 2 * UNITS, 3))(rows)
    rows = torch_rnn(*layer("rnn", "_l0", UNITS, 1))(rows)
    w["linear.weight"], w["linear.bias"] = n.tensor(OUTPUTS, UNITS), n.tensor(OUTPUTS)
    return w, [plus(of(w["linear.weight"], row), w["linear.bias"]) for row in rows]


# TensorFlow 1: tensorflow/python/ops/rnn_cell_impl.py

def tf_basic_lstm(kernel, bias, forget_bias=1.0):
    def run(rows):
        h, c, out = [0.0] * UNITS, [0.0] * UNITS, []
        for x in rows:
            i, j, f, o = split(plus(times(x + h, kernel), bias), 4)
            c = [old * sigmoid(forget + forget_bias) + sigmoid(take) * math.tanh(new)
                 for take, new, forget, old in zip(i, j, f, c)]
            h = [math.tanh(cell) * sigmoid(show) for show, cell in zip(o, c)]
            out.append(h)
        return out
    return run


def tf_gru(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    def run(rows):
        h, out = [0.0] * UNITS, []
        for x in rows:
            r, u = split([sigmoid(v) for v in plus(times(x + h, gate_kernel), gate_bias)], 2)
            r_state = [reset * old for reset, old in zip(r, h)]
            c = [math.tanh(v) for v in plus(times(x + r_state, candidate_kernel), candidate_bias)]
            h = [update * old + (1 - update) * new for update, old, new in zip(u, h, c)]
            out.append(h)
        return out
    return run


def tf_basic_rnn(kernel, bias):
    def run(rows):
        h, out = [0.0] * UNITS, []
        for x in rows:
            h = [math.tanh(v) for v in plus(times(x + h, kernel), bias)]
            out.append(h)
        return out
    return run


def tensorflow():
    """dynamic_rnn over MultiRNNCell of two BasicLSTMCells; over GRUCell in the scope rnn_1; bidirectional_dynamic_rnn over
    BasicRNNCells; layers.dense."""
    n, w = Numbers(), {}

    def variables(scope, rows, columns):
        w[scope + "/kernel"], w[scope + "/bias"] = n.tensor(rows, columns), n.tensor(columns)
        return w[scope + "/kernel"], w[scope + "/bias"]

    cell = "rnn/multi_rnn_cell/cell_%d/basic_lstm_cell"
    rows = tf_basic_lstm(*variables(cell % 0, INPUTS + UNITS, 4 * UNITS))(X)
    rows = tf_basic_lstm(*variables(cell % 1, UNITS + UNITS, 4 * UNITS))(rows)
    rows = tf_gru(*variables("rnn_1/gru_cell/gates", 2 * UNITS, 2 * UNITS),
                  *variables("rnn_1/gru_cell/candidate", 2 * UNITS, UNITS))(rows)
    rows = both(tf_basic_rnn(*variables("bidirectional_rnn/fw/basic_rnn_cell", 2 * UNITS, UNITS)),
                tf_basic_rnn(*variables("bidirectional_rnn/bw/basic_rnn_cell", 2 * UNITS, UNITS)), rows)
    kernel, bias = variables("dense", 2 * UNITS, OUTPUTS)
    return w, [plus(times(row, kernel), bias) for row in rows]


# Files: numpy/lib/format.py, and huggingface/safetensors, README.md, "Format"

def shape_of(tensor):
    return (len(tensor),) + shape_of(tensor[0]) if isinstance(tensor, list) else ()


def row_major(tensor):
    return [v for part in tensor for v in row_major(part)] if isinstance(tensor, list) else [tensor]


def npy(tensor, dtype="<f4", fortran=False, version=1):
    shape = shape_of(tensor)
    values = row_major(tensor)
    if fortran and len(shape) == 2:
        values = [tensor[i][j] for j in range(shape[1]) for i in range(shape[0])]
    header = repr({"descr": dtype, "fortran_order": fortran, "shape": shape})
    before = 6 + 2 + (2 if version == 1 else 4)
    header += " " * (-(before + len(header) + 1) % 64) + "\n"
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return (b"\x93NUMPY" + bytes([version, 0]) + length + header.encode("latin1")
            + struct.pack(dtype[0] + str(len(values)) + {"f4": "f", "f8": "d", "i8": "q"}[dtype[1:]], *values))


def npz(name, entries):
    with zipfile.ZipFile(os.path.join(HERE, name), "w") as zipped:
        for entry, (content, compression) in entries.items():
            info = zipfile.ZipInfo(entry + ".npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = compression
            # as numpy does, since it does not know the size before
            with zipped.open(info, "w", force_zip64=True) as out:
                out.write(content)


def safetensors(name, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, io.BytesIO()
    for tensor, values in tensors.items():
        begin = data.tell()
        flat = row_major(values)
        data.write(struct.pack("<%df" % len(flat), *flat))
        header[tensor] = {"dtype": "F32", "shape": list(shape_of(values)), "data_offsets": [begin, data.tell()]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(HERE, name), "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data.getvalue())


def answers(name, outputs):
    with open(os.path.join(HERE, name), "w") as out:
        json.dump({"inputs": X, "outputs": outputs}, out, indent=1)
        out.write("\n")


def stored(tensors):
    return {name: (npy(tensor), zipfile.ZIP_STORED) for name, tensor in tensors.items()}


def main():
    weights, outputs = keras()
    npz("keras.npz", stored(weights))
    answers("keras.json", outputs)
    weights, outputs = pytorch()
    safetensors("pytorch.safetensors", weights)
    answers("pytorch.json", outputs)
    weights, outputs = tensorflow()
    npz("tensorflow.npz", stored(weights))
    answers("tensorflow.json", outputs)
    # every way in which NumPy may have written [[0, 1, 2], [3, 4, 5]], and others
    grid = [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    npz("arrays.npz", {
        "plain": (npy(grid), zipfile.ZIP_STORED),
        "compressed": (npy(grid), zipfile.ZIP_DEFLATED),
        "fortran": (npy(grid, fortran=True), zipfile.ZIP_STORED),
        "wide": (npy(grid, "<f8"), zipfile.ZIP_STORED),
        "wide-fortran": (npy(grid, "<f8", True), zipfile.ZIP_DEFLATED),
        "big-endian": (npy(grid, ">f4"), zipfile.ZIP_STORED),
        "version-2": (npy(grid, version=2), zipfile.ZIP_STORED),
    })
    npz("scalar.npz", {"scalar": (npy(1.5), zipfile.ZIP_STORED), "vector": (npy([1.5, 2.5]), zipfile.ZIP_STORED)})
    npz("whole-numbers.npz", {"lstm/kernel": (npy([[1, 2]], "<i8"), zipfile.ZIP_STORED)})


if __name__ == "__main__":
    main()
