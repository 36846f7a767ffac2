# Makes level5.mat, level4.mat, level73.mat and model.keras: python3 make_mat_fixtures.py (NumPy 1.24, SciPy 1.10, h5py 3.7)
# Levels 4 and 5 are SciPy's; 7.3 is laid out here as MATLAB documents it (HDF5 behind 512 bytes, sides reversed,
# MATLAB_class), and the .keras as Keras 3 saves it.
import io
import json
import zipfile

import h5py
import numpy as np
import scipy.io
import scipy.sparse

states = np.arange(6).reshape(3, 2) / 4
words = np.empty((1, 2), dtype=object)
words[0, 0], words[0, 1] = "cup", "café"
mixed = np.empty((1, 2), dtype=object)
mixed[0, 0], mixed[0, 1] = states, states[:2]
scipy.io.savemat("level5.mat", {"states": states, "trials": np.arange(24, dtype=np.float32).reshape(2, 3, 4), "count": np.int16(7),
                                "y": np.array([[0, 1, 2]], dtype=np.int32).T, "correct": np.array([True, False, True]), "words": words,
                                "name": "run one", "rows": np.array(["ab ", "cde"]), "run": {"h": states + 1, "epoch": 3},
                                "cells": mixed, "wave": states + 1j, "sparse": scipy.sparse.csc_matrix(states)}, do_compression=True)
scipy.io.savemat("level4.mat", {"states": states, "name": "run one"}, format="4")

with h5py.File("level73.mat", "w", userblock_size=512) as f:
    def put(name, value, cls):
        f[name] = value
        kind = h5py.h5t.C_S1.copy()
        kind.set_size(len(cls))
        kind.set_strpad(h5py.h5t.STR_NULLTERM)
        attribute = h5py.h5a.create(f[name].id, b"MATLAB_class", kind, h5py.h5s.create(h5py.h5s.SCALAR))
        attribute.write(np.array(cls.encode()), mtype=kind)
    put("states", states.T, "double")
    put("y", np.array([[0, 1, 2]], dtype=np.int32), "int32")
    put("name", np.array([[ord(c)] for c in "run one"], dtype=np.uint16), "char")
    f["name"].attrs["MATLAB_int_decode"] = np.int32(2)
header = b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM"
with open("level73.mat", "r+b") as f:
    f.write(header)

weights = io.BytesIO()
with h5py.File(weights, "w") as f:
    f["layers/lstm/cell/vars/0"] = np.ones((3, 8), np.float32)
config = {"class_name": "Sequential", "config": {"name": "s", "layers": []}}
with zipfile.ZipFile("model.keras", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("metadata.json", json.dumps({"keras_version": "3.4.1"}))
    z.writestr("config.json", json.dumps(config))
    z.writestr("model.weights.h5", weights.getvalue())
