"""Makes torch_tokens.npz, an Embedding and an LSTM as a state_dict of PyTorch, and torch_tokens_states.npz: tokens
(sequences x steps) and the states that PyTorch computes along them (sequences x steps x units).

    apt-get install python3-torch      (1.13.1 of Debian 12)
    /usr/bin/python3 tests/cli/data/make_torch_tokens.py
"""
import pathlib

import numpy as np
import torch

torch.manual_seed(3)
embedding, network = torch.nn.Embedding(7, 3), torch.nn.LSTM(3, 4, batch_first=True)
tokens = torch.randint(7, (6, 5))
folder = pathlib.Path(__file__).parent
state = {f"embedding.{k}": v for k, v in embedding.state_dict().items()}
state |= {f"lstm.{k}": v for k, v in network.state_dict().items()}
np.savez(folder / "torch_tokens.npz", **{k: v.numpy() for k, v in state.items()})
with torch.no_grad():
    states, _ = network(embedding(tokens))
np.savez(folder / "torch_tokens_states.npz", tokens=tokens.numpy(), h=states.numpy())
