"""Makes torch_characters.npz, a character model as a state_dict of PyTorch (float16) with its alphabet, and
torch_characters_reference.npz: what it gives along `text`, in double from the zero state (h of the top layer after
each symbol, nll of each symbol but the first).

    apt-get install python3-torch      (1.13.1 of Debian 12)
    /usr/bin/python3 tests/cli/data/make_torch_characters.py
"""
import pathlib

import numpy as np
import torch

SYMBOLS, UNITS, LAYERS, LENGTH = b"e\na{ }tb\tx", 7, 2, 400

torch.manual_seed(5)
network, readout = torch.nn.LSTM(len(SYMBOLS), UNITS, LAYERS), torch.nn.Linear(UNITS, len(SYMBOLS))
state = {f"rnn.{k}": v for k, v in network.state_dict().items()}
state |= {f"dense.{k}": v for k, v in readout.state_dict().items()}
arrays = {k: (3 * v.detach().numpy()).astype(np.float16) for k, v in state.items()}
arrays["symbols"] = np.frombuffer(SYMBOLS, np.uint8)
folder = pathlib.Path(__file__).parent
np.savez(folder / "torch_characters.npz", **arrays)

torch.set_default_dtype(torch.float64)
network, readout = network.double(), readout.double()
network.load_state_dict({k[4:]: torch.tensor(v.astype(np.float64)) for k, v in arrays.items() if k.startswith("rnn.")})
readout.load_state_dict({k[6:]: torch.tensor(v.astype(np.float64)) for k, v in arrays.items() if k.startswith("dense.")})
codes = torch.randint(len(SYMBOLS), (LENGTH,))
with torch.no_grad():
    hidden, _ = network(torch.nn.functional.one_hot(codes, len(SYMBOLS)).double())
    nll = torch.nn.functional.cross_entropy(readout(hidden[:-1]), codes[1:], reduction="none")
np.savez(folder / "torch_characters_reference.npz", h=hidden.numpy(), nll=nll.numpy(),
         text=np.array([SYMBOLS[c] for c in codes], np.uint8))
