# Makes the fixtures of export_test.cc by examples/export/rssviz_export.py:
#   PYTHONPATH=../../../examples/export python3 make_export_fixtures.py [FOLDER]        (NumPy 1.24, SciPy 1.10)
# The states of the reservoir are computed here from reservoirpy's equation, in double.
import os
import sys
from types import SimpleNamespace as Node

import numpy as np
import rssviz_export as ex
import scipy.sparse

os.chdir(sys.argv[1] if len(sys.argv) > 1 else ".")
i = np.arange(40)
states = np.stack([np.sin(0.37 * i * (k + 1)) for k in range(4)], axis=1)
ex.save("export_states.npz", states, sequence=i // 10, step=i % 10, token=["cup", "ball"] * 20,
        group=np.array(["new", "old", "é"])[i % 3], speed=i / 8)
ex.save("export_stages.npz", np.stack([states, states + 1]), group=["a", "b"] * 20)


def tanh(x):
    return np.tanh(x)


def table(rows, columns, scale):
    return scale * np.cos(1.7 * np.arange(rows * columns)).reshape(rows, columns)


node = Node(W=scipy.sparse.csr_matrix(np.where(np.arange(64).reshape(8, 8) % 3 == 0, table(8, 8, 0.4), 0)),
            Win=table(8, 2, 0.9), bias=table(8, 1, 0.3), lr=0.4, equation="internal", activation=tanh)
ex.save_esn("export_esn.npz", node, Node(Wout=table(8, 3, 0.5), bias=table(1, 3, 0.1)))
u, x, rows = np.sin(np.arange(60).reshape(30, 2)).astype(np.float32), np.zeros((8, 1)), []
for row in u.astype(float):
    x = 0.6 * x + 0.4 * np.tanh(node.W @ x + node.Win @ row[:, None] + node.bias)
    rows.append(x[:, 0])
np.savez("export_esn_series.npz", inputs=u, states=np.array(rows))
