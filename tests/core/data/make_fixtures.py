# Makes the fixtures of npz_test.cc: python3 make_fixtures.py (NumPy 1.24)
import numpy as np
a = np.arange(6, dtype=np.float64).reshape(2, 3) / 4
np.savez("stored.npz", a=np.asfortranarray(a), big=a.astype(">f4"), half=a.astype(np.float16),
         words=np.array(["cup", "caf\u00e9"]), flag=np.array([True, False]), n=np.int64(7))
np.savez_compressed("deflated.npz", a=a, zeros=np.zeros((100, 50), np.float32))
np.save("object.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
