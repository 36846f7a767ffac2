# Makes booleans.h5 and plain_hdf5.mat, as h5py 3 writes them: python3 make_hdf5_fixtures.py
import h5py
import numpy as np

points = np.arange(40)
states = np.sin(0.37 * np.outer(points, np.arange(1, 7))).astype(np.float32)
with h5py.File("booleans.h5", "w") as file:
    file["states"] = states
    file["correct"] = points % 3 == 0  # an enumeration FALSE, TRUE
with h5py.File("plain_hdf5.mat", "w") as file:
    file["h"] = states
