# Makes foreign_forms.npz: python3 make_foreign_forms.py (NumPy 1.24, PyTorch 1.13)
# Each case is CASE|ARRAY of a file of weights, with CASE|inputs (sequences x steps x inputs) and CASE|hidden,
# CASE|output as the other program gives them. PyTorch's come from PyTorch; Keras' are computed here from the equations of its
# documentation, in double.
import json

import numpy as np
import torch
from torch import nn

out = {}
N, T, I, H = 2, 5, 3, 4
rng = np.random.default_rng(1)
u = rng.normal(size=(N, T, I)).astype(np.float32)
torch.manual_seed(1)


def keep(case, module, **results):
    for k, v in module.state_dict().items():
        out[f"{case}|{k}"] = v.numpy()
    for k, v in results.items():
        out[f"{case}|{k}"] = v.detach().numpy().astype(np.float32) if hasattr(v, "detach") else np.asarray(v, np.float32)


x = torch.from_numpy(u)
for case, make in {
    "torch lstm both": lambda: nn.LSTM(I, H, num_layers=2, bidirectional=True, batch_first=True),
    "torch gru both": lambda: nn.GRU(I, H, bidirectional=True, batch_first=True, bias=False),
    "torch rnn relu": lambda: nn.RNN(I, H, nonlinearity="relu", batch_first=True),
    "torch lstm projected": lambda: nn.LSTM(I, H, num_layers=2, proj_size=2, batch_first=True),
    "torch lstm projected both": lambda: nn.LSTM(I, H, num_layers=2, proj_size=2, bidirectional=True, batch_first=True),
}.items():
    net = nn.ModuleDict({"cells": make()})
    hidden = net["cells"](x)[0]
    if case == "torch lstm projected":  # its output alone
        keep(case, net, inputs=u, output=hidden)
        continue
    net["readout"] = nn.Linear(hidden.shape[-1], 2)
    results = {} if "projected" in case else {"hidden": hidden}
    keep(case, net, inputs=u, output=net["readout"](hidden), **results)

for case, make in {"torch lstm cells": nn.LSTMCell, "torch gru cell": nn.GRUCell}.items():
    cells = nn.ModuleList([make(I, H)] + ([make(H, H)] if "cells" in case else []))
    states, hidden = [None] * len(cells), []
    for t in range(T):
        step = x[:, t]
        for k, cell in enumerate(cells):
            states[k] = cell(step, states[k])
            step = states[k][0] if isinstance(states[k], tuple) else states[k]
        hidden.append(step)
    keep(case, cells if "cells" in case else cells[0], inputs=u, hidden=torch.stack(hidden, 1))

tokens = rng.integers(0, 7, size=(N, T))
net = nn.ModuleDict({"embedding": nn.Embedding(7, I), "lstm": nn.LSTM(I, H, batch_first=True),
                     "head": nn.Sequential(nn.Linear(H, 6), nn.ReLU(), nn.Linear(6, 2))})
hidden = net["lstm"](net["embedding"](torch.from_numpy(tokens)))[0]
keep("torch embedding", net, inputs=tokens, hidden=hidden, output=net["head"][0](hidden))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


functions = {"tanh": np.tanh, "sigmoid": sigmoid, "relu": lambda x: np.maximum(x, 0), "linear": lambda x: x,
             "hard_sigmoid": lambda x: np.clip(0.2 * x + 0.5, 0, 1), "hard_sigmoid 3": lambda x: np.clip(x / 6 + 0.5, 0, 1)}


def layer(kind, u, K, U, b, act="tanh", rec="sigmoid", backwards=False):
    f, g = functions[act], functions[rec]
    h, c, out = np.zeros((len(u), len(U))), np.zeros((len(u), len(U))), []
    for x in np.moveaxis(u, 1, 0)[::-1] if backwards else np.moveaxis(u, 1, 0):
        if kind == "lstm":
            i, fo, n, o = np.split(x @ K + h @ U + b, 4, axis=1)
            c = g(fo) * c + g(i) * f(n)
            h = g(o) * f(c)
        elif kind == "gru":  # reset_after = False
            z, r, n = np.split(x @ K + b, 3, axis=1)
            Uz, Ur, Un = np.split(U, 3, axis=1)
            z, r = g(z + h @ Uz), g(r + h @ Ur)
            h = z * h + (1 - z) * f(n + (r * h) @ Un)
        else:
            h = f(x @ K + h @ U + b)
        out.append(h)
    return np.stack(out[::-1] if backwards else out, 1)  # on the inputs' time axis


def weights(kind, inputs, bias=True):
    gates = {"lstm": 4, "gru": 3, "rnn": 1}[kind]
    K, U, b = rng.normal(size=(inputs, gates * H)), rng.normal(size=(H, gates * H)) / 2, rng.normal(size=gates * H)
    return [a.astype(np.float32) for a in (K, U, b if bias else 0 * b)]


def save(case, path, arrays, bias=True):
    for part, a in zip(("kernel:0", "recurrent_kernel:0", "bias:0") if bias else ("kernel:0", "recurrent_kernel:0"), arrays):
        out[f"{case}|{path}/{part}"] = a


def config(case, version, *layers):
    out[f"{case}|@model_config"] = np.array(json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": layers}}))
    out[f"{case}|@keras_version"] = np.array(version)


def recurrent(name, cls, **settings):
    return {"class_name": cls, "config": {"name": name, "units": H, "recurrent_initializer": {}, "go_backwards": False,
                                          "return_sequences": True, **settings}}


def single(case, kind, cls, version="2.15.0", bias=True, **settings):
    w = weights(kind, I, bias)
    save(case, f"model_weights/{kind}/{kind}/{kind}_cell", w, bias)
    config(case, version, {"class_name": "InputLayer", "config": {"name": "in"}}, recurrent(kind, cls, **settings))
    rec = settings.get("recurrent_activation", "sigmoid") + (" 3" if version[0] == "3" else "")
    h = layer(kind, u.astype(float), *(a.astype(float) for a in w), settings["activation"], rec, settings.get("go_backwards", False))
    out[f"{case}|inputs"], out[f"{case}|hidden"] = u, h.astype(np.float32)


single("keras lstm hard", "lstm", "LSTM", activation="tanh", recurrent_activation="hard_sigmoid")
single("keras lstm hard 3", "lstm", "LSTM", version="3.4.1", activation="relu", recurrent_activation="hard_sigmoid")
single("keras gru before", "gru", "GRU", activation="tanh", recurrent_activation="sigmoid", reset_after=False)
single("keras gru no bias", "gru", "GRU", bias=False, activation="tanh", recurrent_activation="hard_sigmoid", reset_after=False)
single("keras rnn backwards", "rnn", "SimpleRNN", activation="relu", go_backwards=True)

# Two bidirectional layers under a TimeDistributed Dense, whose names stand against their order.
case, below, made = "keras lstm both", u.astype(float), []
for name, inputs in [("second", I), ("first", 2 * H)]:
    halves = []
    for direction in ("forward", "backward"):
        w = weights("lstm", inputs)
        save(case, f"{name}/{name}/{direction}_lstm/lstm_cell", w)
        halves.append(layer("lstm", below, *(a.astype(float) for a in w), backwards=direction == "backward"))
    below = np.concatenate(halves, 2)
    made.append({"class_name": "Bidirectional", "config": {"name": name, "merge_mode": "concat",
                 "layer": recurrent("lstm", "LSTM", activation="tanh", recurrent_activation="sigmoid")}})
R, r = rng.normal(size=(2 * H, 2)).astype(np.float32), rng.normal(size=2).astype(np.float32)
out[f"{case}|td/td/kernel:0"], out[f"{case}|td/td/bias:0"] = R, r
dense = {"class_name": "TimeDistributed", "config": {"name": "td", "layer": {"class_name": "Dense", "config": {"name": "d", "activation": "softmax"}}}}
config(case, "2.15.0", *made, {"class_name": "Dropout", "config": {"name": "drop"}}, dense)
out[f"{case}|inputs"], out[f"{case}|hidden"], out[f"{case}|output"] = u, below.astype(np.float32), (below @ R + r).astype(np.float32)
np.savez_compressed("foreign_forms.npz", **out)
