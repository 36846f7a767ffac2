"""reservoirpy's external equation with sigmoid over foreign_series.npy, from rest (x = 0, not f(0)):
python3 make_sigmoid_fixture.py reads esn_dense.npz and writes esn_sigmoid_states.npy."""
import numpy as np

a, series = np.load("esn_dense.npz"), np.load("foreign_series.npy").astype(float)
W, Win, bias, lr = a["W"], a["Win"], a["bias"].ravel(), float(a["lr"])
s, x, states = np.zeros(len(W)), np.zeros(len(W)), []
for u in series:
    s = (1 - lr) * s + lr * (W @ x + Win @ u + bias)
    x = 1 / (1 + np.exp(-s))
    states.append(x)
np.save("esn_sigmoid_states.npy", np.array(states, np.float32))
