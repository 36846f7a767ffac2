"""Readouts that take the input too, over the states of esn_states.npz (internal) and foreign_series.npy:
python3 make_readout_fixture.py reads esn_dense.npz and writes esn_readout.npz: W, Win, bias, lr, Wout of [1; u; x]
(Lukosevicius 2012) and `outputs`, what it gives in double precision."""
import numpy as np

a, u = np.load("esn_dense.npz"), np.load("foreign_series.npy").astype(float)
W, Win, bias, lr = a["W"], a["Win"], a["bias"].ravel(), float(a["lr"])
x, rows = np.zeros(len(W)), []
for row in u:
    x = (1 - lr) * x + lr * np.tanh(W @ x + Win @ row + bias)
    rows.append(np.r_[1, row, x])
Wout = np.random.default_rng(3).normal(size=(2, 1 + u.shape[1] + len(W)))
np.savez("esn_readout.npz", W=W, Win=Win, bias=bias, lr=lr, Wout=Wout, outputs=np.array(rows) @ Wout.T)
