# Makes the fixtures of npz_test.cc: python3 make_fixtures.py (NumPy 1.24)
import numpy as np
a = np.arange(6, dtype=np.float64).reshape(2, 3) / 4
np.savez("stored.npz", a=np.asfortranarray(a), big=a.astype(">f4"), half=a.astype(np.float16),
         words=np.array(["cup", "caf\u00e9"]), flag=np.array([True, False]), n=np.int64(7))
np.savez_compressed("deflated.npz", a=a, zeros=np.zeros((100, 50), np.float32))
np.save("object.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)

# Those of array_source_test.cc need h5py (3.7) too.
import json
import h5py
with h5py.File("arrays.h5", "w") as f:
    f.create_dataset("run/epoch_1/hidden", data=a.astype(np.float32))
    f.create_dataset("run/epoch_2/hidden", data=(a + 1).astype(">f8"), chunks=(1, 3), compression="gzip", shuffle=True)
    f.create_dataset("half", data=a.astype(np.float16))
    f.create_dataset("count", data=np.array([1, 2**40], np.uint64))
    f.create_dataset("words", data=["cup", "caf\u00e9"], dtype=h5py.string_dtype())
    f.create_dataset("fixed", data=np.array([b"left", b"right"]))
    f.attrs["note"] = "made by h5py"
header, data = {"__metadata__": {"format": "pt"}}, b""
for name, kind, array in [("a", "F64", a), ("half", "F16", a.astype(np.float16)), ("n", "I64", np.array([7, -1])),
                          ("brain", "BF16", (a.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16))]:
    header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
    data += array.tobytes()
text = json.dumps(header).encode()
open("arrays.safetensors", "wb").write(len(text).to_bytes(8, "little") + text + data)
np.lib.format.write_array(open("version3.npy", "wb"), np.asfortranarray(a.astype(">f8")), version=(3, 0))

# Rows that are read by blocks.
rows = (np.arange(1800) % 97 / 4).reshape(600, 3)
np.savez_compressed("rows.npz", states=rows.astype(np.float32), sequence=np.zeros(600, np.int32))
with h5py.File("rows.h5", "w") as f:
    f.create_dataset("states", data=rows, chunks=(64, 3), compression="gzip")
