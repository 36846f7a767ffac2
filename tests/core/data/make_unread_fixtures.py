# Makes unread.npz and bools.h5: python3 make_unread_fixtures.py (NumPy 1.24, h5py 3.7). Types that NumPy and h5py write beside
# plain arrays; the states count in quarters.
import h5py
import numpy as np

states = np.arange(6, dtype=np.float32).reshape(2, 3) / 4
np.savez_compressed("unread.npz", states=states, group=np.array(["noun", None], dtype=object), word=np.array([b"cup", "é".encode()]),
                    wave=np.array([1 + 2j, 3]), day=np.array(["2020-01-01", "2020-01-02"], dtype="M8[D]"),
                    pair=np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")]), wide=np.ones(2, dtype=np.longdouble))
with h5py.File("bools.h5", "w") as f:
    f["spikes"] = np.array([[True, False, True], [False, False, True]])
    f["correct"] = np.array([True, False])
    f["pair"] = np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")])
