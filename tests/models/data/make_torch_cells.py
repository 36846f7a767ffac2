"""Makes torch_cells.npz: two layers of each cell run by PyTorch in double precision, on one sequence.

    apt-get install python3-torch      (1.13.1 of Debian 12)
    /usr/bin/python3 tests/models/data/make_torch_cells.py

For each CELL (lstm, gru, rnn) in the layout of models/cells/recurrent.h:
    CELL_parameters   flat; gates of the gru in the order z, r, n (PyTorch: r, z, n); one bias where there is one
    CELL_hidden       layers x steps x units
    CELL_output       the readout of the top layer after the last token
    CELL_gradient     of the sum over outputs of (y - target)^2, flat as the parameters
"""
import pathlib

import numpy as np
import torch

INPUTS, UNITS, OUTPUTS, LAYERS = 5, 4, 3, 2
TOKENS = [0, 3, 1, 4, 2, 2, 1]
TARGET = [0.3, -1.0, 2.0]

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
inputs = torch.nn.functional.one_hot(torch.tensor(TOKENS), INPUTS).double()
arrays = {"tokens": np.array(TOKENS, np.int32), "target": np.array(TARGET)}


def ours(tensor, cell):
    """gates x columns or gates -> columns x gates in our order of gates."""
    blocks = list(tensor.detach().split(UNITS))
    if cell == "gru":
        blocks[0], blocks[1] = blocks[1], blocks[0]
    return torch.cat(blocks).numpy().T


for cell, kind in {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}.items():
    layers = [kind(INPUTS if l == 0 else UNITS, UNITS) for l in range(LAYERS)]
    readout = torch.nn.Linear(UNITS, OUTPUTS)
    x, hidden = inputs, []
    for layer in layers:
        x, _ = layer(x)
        hidden.append(x.detach().numpy())
    output = readout(x[-1])
    ((output - torch.tensor(TARGET)) ** 2).sum().backward()
    flat = {"parameters": [], "gradient": []}
    for what, get in (("parameters", lambda p: p), ("gradient", lambda p: p.grad)):
        for layer in layers:
            flat[what].append(ours(get(layer.weight_ih_l0), cell).ravel())
            flat[what].append(ours(get(layer.weight_hh_l0), cell).ravel())
            first, second = ours(get(layer.bias_ih_l0), cell), ours(get(layer.bias_hh_l0), cell)
            if cell == "gru":
                flat[what] += [first, second]
            else:
                flat[what].append(first + second if what == "parameters" else first)
        flat[what] += [get(readout.weight).detach().numpy().ravel(), get(readout.bias).detach().numpy()]
        arrays[f"{cell}_{what}"] = np.concatenate(flat[what])
    arrays[f"{cell}_hidden"] = np.stack(hidden)
    arrays[f"{cell}_output"] = output.detach().numpy()

np.savez(pathlib.Path(__file__).with_name("torch_cells.npz"), **arrays)
