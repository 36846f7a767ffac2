"""Makes torch_streams.npz: two windows of streams of symbols, run by PyTorch in double precision, the states going
on from the first to the second without a gradient.

    apt-get install python3-torch      (1.13.1 of Debian 12)
    /usr/bin/python3 tests/models/data/make_torch_streams.py

For each CELL (lstm, gru, rnn), two layers, the layout of models/cells/recurrent.h (as make_torch_cells.py says):
CELL_parameters; of the second window CELL_nats (steps x streams, -log p of each target), CELL_gradient of their mean,
CELL_end (streams x state). symbols: (2 * steps + 1) x streams.
"""
import pathlib

import numpy as np
import torch

SYMBOLS, UNITS, LAYERS, STEPS, STREAMS = 6, 5, 2, 7, 3

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
symbols = torch.randint(SYMBOLS, (2 * STEPS + 1, STREAMS))
arrays = {"symbols": symbols.numpy().astype(np.int32)}
one_hot = torch.nn.functional.one_hot(symbols, SYMBOLS).double()


def ours(tensor, cell):
    blocks = list(tensor.detach().split(UNITS))
    if cell == "gru":
        blocks[0], blocks[1] = blocks[1], blocks[0]
    return torch.cat(blocks).numpy().T


def flat(network, readout, cell, get, is_gradient):
    parts = []
    for l in range(LAYERS):
        take = lambda name: ours(get(getattr(network, f"{name}_l{l}")), cell)
        parts += [take("weight_ih").ravel(), take("weight_hh").ravel()]
        first, second = take("bias_ih"), take("bias_hh")
        parts += [first, second] if cell == "gru" else [first if is_gradient else first + second]
    return np.concatenate(parts + [get(readout.weight).detach().numpy().ravel(), get(readout.bias).detach().numpy()])


for cell, kind in {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}.items():
    network, readout = kind(SYMBOLS, UNITS, LAYERS), torch.nn.Linear(UNITS, SYMBOLS)
    state = None
    for window in range(2):
        network.zero_grad(), readout.zero_grad()
        first = window * STEPS
        hidden, state = network(one_hot[first:first + STEPS], state)
        state = tuple(s.detach() for s in state) if cell == "lstm" else state.detach()
        nats = torch.nn.functional.cross_entropy(readout(hidden).flatten(0, 1),
                                                 symbols[first + 1:first + STEPS + 1].flatten(), reduction="none")
        nats.mean().backward()
    parts = state if cell == "lstm" else (state,)
    arrays[f"{cell}_parameters"] = flat(network, readout, cell, lambda p: p, False)
    arrays[f"{cell}_gradient"] = flat(network, readout, cell, lambda p: p.grad, True)
    arrays[f"{cell}_nats"] = nats.detach().view(STEPS, STREAMS).numpy()
    arrays[f"{cell}_end"] = np.concatenate([p[l].numpy() for l in range(LAYERS) for p in parts], axis=1)

np.savez(pathlib.Path(__file__).with_name("torch_streams.npz"), **arrays)
