"""Makes two character models as Keras saves them, and what they give along `text`, from the equations of Keras'
documentation in double and from the zero state (h of the top layer after each symbol, nll of each symbol but the first).

    apt-get install python3-h5py      (3.7.0 of Debian 12)
    /usr/bin/python3 tests/cli/data/make_keras_characters.py

keras_characters.h5          a whole model of Keras 2.2: one-hot inputs, two LSTMs with hard_sigmoid, Dense; `symbols` beside
keras_characters.weights.h5  weights of Keras 3: Embedding, GRU (reset_after), Dense; the alphabet is in the other file
"""
import json
import pathlib

import h5py
import numpy as np

SYMBOLS, UNITS, WIDTH, LENGTH = b"e\na{ }tb\tx", 6, 4, 300
K = len(SYMBOLS)
rng = np.random.default_rng(7)
folder = pathlib.Path(__file__).parent


def weights(*shape):
    return (0.8 * rng.normal(size=shape)).astype(np.float32)


def hard_sigmoid(x):
    return np.clip(0.2 * x + 0.5, 0, 1)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, kernel, recurrent, bias):
    h, c, out = np.zeros(UNITS), np.zeros(UNITS), []
    for row in x:
        i, f, g, o = np.split(row @ kernel + h @ recurrent + bias, 4)
        c = hard_sigmoid(f) * c + hard_sigmoid(i) * np.tanh(g)
        h = hard_sigmoid(o) * np.tanh(c)
        out.append(h)
    return np.array(out)


def gru(x, kernel, recurrent, bias):
    h, out = np.zeros(UNITS), []
    for row in x:
        xz, xr, xh = np.split(row @ kernel + bias[0], 3)
        hz, hr, hh = np.split(h @ recurrent + bias[1], 3)
        z = sigmoid(xz + hz)
        h = z * h + (1 - z) * np.tanh(xh + sigmoid(xr + hr) * hh)
        out.append(h)
    return np.array(out)


def losses(hidden, codes, kernel, bias):
    logits = hidden[:-1] @ kernel + bias
    top = logits.max(axis=1, keepdims=True)
    return np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0] - logits[np.arange(len(codes) - 1), codes[1:]]


codes = rng.integers(K, size=LENGTH)
text = np.array([SYMBOLS[c] for c in codes], np.uint8)
dense = [weights(UNITS, K), weights(K)]
cells = [[weights(n, 4 * UNITS), weights(UNITS, 4 * UNITS), weights(4 * UNITS)] for n in (K, UNITS)]
layer = {"units": UNITS, "activation": "tanh", "recurrent_activation": "hard_sigmoid", "return_sequences": True}
config = {"class_name": "Sequential", "config": {"name": "sequential_1", "layers": [
    {"class_name": "LSTM", "config": {"name": "lstm_1", "batch_input_shape": [None, None, K], **layer}},
    {"class_name": "LSTM", "config": {"name": "lstm_2", **layer}},
    {"class_name": "Dense", "config": {"name": "dense_1", "units": K, "activation": "softmax"}}]}}
with h5py.File(folder / "keras_characters.h5", "w") as f:
    f.attrs["model_config"], f.attrs["keras_version"] = json.dumps(config).encode(), b"2.2.4"
    for n, parts in enumerate(cells, 1):
        for name, a in zip(("kernel:0", "recurrent_kernel:0", "bias:0"), parts):
            f[f"model_weights/lstm_{n}/lstm_{n}/{name}"] = a
    f["model_weights/dense_1/dense_1/kernel:0"], f["model_weights/dense_1/dense_1/bias:0"] = dense
    f["symbols"] = np.frombuffer(SYMBOLS, np.uint8)
h = np.eye(K)[codes]
for parts in cells:
    h = lstm(h, *(a.astype(float) for a in parts))
out = {"text": text, "lstm_h": h, "lstm_nll": losses(h, codes, *(a.astype(float) for a in dense))}

embedding, cell = weights(K, WIDTH), [weights(WIDTH, 3 * UNITS), weights(UNITS, 3 * UNITS), weights(2, 3 * UNITS)]
with h5py.File(folder / "keras_characters.weights.h5", "w") as f:
    f["layers/embedding/vars/0"] = embedding
    for k, a in enumerate(cell):
        f[f"layers/gru/cell/vars/{k}"] = a
    f["layers/dense/vars/0"], f["layers/dense/vars/1"] = dense
h = gru(embedding.astype(float)[codes], *(a.astype(float) for a in cell))
out |= {"gru_h": h, "gru_nll": losses(h, codes, *(a.astype(float) for a in dense))}
np.savez_compressed(folder / "keras_characters_reference.npz", **out)
