"""Makes torch_window.npz: a window of rows with a target at each step, run by PyTorch in double precision.

    apt-get install python3-torch      (1.13.1 of Debian 12)
    /usr/bin/python3 tests/models/data/make_torch_window.py

For each CELL (lstm, gru, rnn), two layers, the layout of models/cells/recurrent.h (parameters as make_torch_cells.py
says): CELL_parameters; CELL_start and CELL_end, the states before and after; CELL_squared and CELL_entropy, the
gradients of the losses summed over the steps from UNCOUNTED on.
"""
import pathlib

import numpy as np
import torch

INPUTS, UNITS, OUTPUTS, LAYERS, STEPS, UNCOUNTED = 2, 4, 3, 2, 6, 2

torch.manual_seed(2)
torch.set_default_dtype(torch.float64)
inputs, targets = torch.randn(STEPS, INPUTS), torch.softmax(torch.randn(STEPS, OUTPUTS), 1)
arrays = {"inputs": inputs.numpy(), "targets": targets.numpy(), "uncounted": np.array(UNCOUNTED)}


def ours(tensor, cell):
    blocks = list(tensor.detach().split(UNITS))
    if cell == "gru":
        blocks[0], blocks[1] = blocks[1], blocks[0]
    return torch.cat(blocks).numpy().T


def flat(layers, readout, cell, get, is_gradient):
    parts = []
    for layer in layers:
        parts += [ours(get(layer.weight_ih_l0), cell).ravel(), ours(get(layer.weight_hh_l0), cell).ravel()]
        first, second = ours(get(layer.bias_ih_l0), cell), ours(get(layer.bias_hh_l0), cell)
        parts += [first, second] if cell == "gru" else [first if is_gradient else first + second]
    return np.concatenate(parts + [get(readout.weight).detach().numpy().ravel(), get(readout.bias).detach().numpy()])


for cell, kind in {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}.items():
    layers = [kind(INPUTS if l == 0 else UNITS, UNITS) for l in range(LAYERS)]
    readout = torch.nn.Linear(UNITS, OUTPUTS)
    starts = [torch.randn(2 if cell == "lstm" else 1, 1, UNITS) * 0.5 for _ in layers]
    for loss in ("squared", "entropy"):
        for module in layers + [readout]:
            module.zero_grad()
        x, ends = inputs, []
        for layer, start in zip(layers, starts):
            x, end = layer(x, (start[0:1, 0], start[1:2, 0]) if cell == "lstm" else start[:, 0])
            ends += [s.detach().numpy().ravel() for s in (end if cell == "lstm" else (end,))]
        outputs, wanted = readout(x)[UNCOUNTED:], targets[UNCOUNTED:]
        if loss == "squared":
            ((outputs - wanted) ** 2).sum().backward()
        else:
            (-(wanted * torch.log_softmax(outputs, 1)).sum()).backward()
        arrays[f"{cell}_{loss}"] = flat(layers, readout, cell, lambda p: p.grad, True)
    arrays[f"{cell}_parameters"] = flat(layers, readout, cell, lambda p: p, False)
    arrays[f"{cell}_start"] = np.concatenate([s.numpy().ravel() for s in starts])
    arrays[f"{cell}_end"] = np.concatenate(ends)

np.savez(pathlib.Path(__file__).with_name("torch_window.npz"), **arrays)
