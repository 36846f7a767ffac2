# Makes the fixtures of import_test.cc: python3 make_foreign_fixtures.py (NumPy 1.24, PyTorch 1.13, h5py 3.7, SciPy 1.10)
# PyTorch's states come from PyTorch; Keras' files have Keras' layout, their states are computed here from the
# equations of its documentation, in double; so are those of the reservoirs, from reservoirpy's equations.
import h5py
import numpy as np
import scipy.sparse
import torch

rng = np.random.default_rng(1)
N, T, I, H, O = 200, 6, 3, 5, 2
u = rng.normal(size=(N, T, I)).astype(np.float32)
np.save("foreign_inputs.npy", u)

torch.manual_seed(1)
for name, make in [("lstm", torch.nn.LSTM), ("gru", torch.nn.GRU), ("rnn", torch.nn.RNN)]:
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.cells = make(I, H, num_layers=2 if name == "gru" else 1, batch_first=True)
            self.readout = torch.nn.Linear(H, O)
    net = Net().float()
    with torch.no_grad():
        hidden, _ = net.cells(torch.from_numpy(u))
        output = net.readout(hidden)
    np.savez(f"torch_{name}.npz", **{k: v.numpy() for k, v in net.state_dict().items()})
    np.savez_compressed(f"torch_{name}_states.npz", states=hidden.numpy(), output=output.numpy())


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def keras_states(cell, K, U, b):
    h, c, out = np.zeros((N, H)), np.zeros((N, H)), []
    for t in range(T):
        x = u[:, t].astype(float)
        if cell == "lstm":
            i, f, g, o = np.split(x @ K + h @ U + b, 4, axis=1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        elif cell == "gru":
            xz, xr, xh = np.split(x @ K + b[0], 3, axis=1)
            hz, hr, hh = np.split(h @ U + b[1], 3, axis=1)
            z, r = sigmoid(xz + hz), sigmoid(xr + hr)
            h = z * h + (1 - z) * np.tanh(xh + r * hh)
        else:
            h = np.tanh(x @ K + h @ U + b)
        out.append(h)
    return np.stack(out, 1)


for cell, layer, gates in [("lstm", "lstm", 4), ("gru", "gru", 3), ("rnn", "simple_rnn", 1)]:
    K, U = rng.normal(size=(I, gates * H)) / 2, rng.normal(size=(H, gates * H)) / 2
    b = rng.normal(size=(2, gates * H) if cell == "gru" else gates * H) / 2
    R, r = rng.normal(size=(H, O)), rng.normal(size=O)
    K, U, b, R, r = (a.astype(np.float32) for a in (K, U, b, R, r))
    with h5py.File(f"keras_{cell}.h5", "w") as f:
        if cell == "rnn":  # as Keras 3 writes .weights.h5
            for k, a in enumerate((K, U, b)):
                f[f"layers/{layer}/cell/vars/{k}"] = a
            f["layers/dense/vars/0"], f["layers/dense/vars/1"] = R, r
        else:  # as Keras 2 saves a model, or its weights alone
            top = "model_weights/" if cell == "lstm" else ""
            inside = f"{top}{layer}/{layer}/{layer}_cell"
            f[f"{inside}/kernel:0"], f[f"{inside}/recurrent_kernel:0"], f[f"{inside}/bias:0"] = K, U, b
            f[f"{top}dense/dense/kernel:0"], f[f"{top}dense/dense/bias:0"] = R, r
    np.savez_compressed(f"keras_{cell}_states.npz", states=keras_states(cell, K.astype(float), U.astype(float), b.astype(float)))

units = 20
W = rng.normal(size=(units, units)) * (rng.random((units, units)) < 0.3)
W *= 0.9 / np.abs(np.linalg.eigvals(W)).max()
Win, bias, lr = rng.normal(size=(units, I)), rng.normal(size=units), 0.3
series = u.reshape(-1, I)[:300].astype(float)
np.save("foreign_series.npy", series.astype(np.float32))
internal, external, r, s = [], [], np.zeros(units), np.zeros(units)
for x in series:
    r = (1 - lr) * r + lr * np.tanh(W @ r + Win @ x + bias)
    s = (1 - lr) * s + lr * (W @ np.tanh(s) + Win @ x + bias)
    internal.append(r)
    external.append(np.tanh(s))
np.savez_compressed("esn_states.npz", internal=np.array(internal, np.float32), external=np.array(external, np.float32))
csr = scipy.sparse.csr_matrix(W)
Wout = rng.normal(size=(units, O))
np.savez("esn_dense.npz", W=W, Win=Win, bias=bias.reshape(-1, 1), lr=lr, Wout=Wout, Wout_bias=np.ones((1, O)))
np.savez("esn_csr.npz", W_data=csr.data, W_indices=csr.indices, W_indptr=csr.indptr, Win=np.c_[bias, Win], lr=1 - lr,
         equation=np.array("external"))
