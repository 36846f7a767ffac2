"""Write states and weights for rssviz. One file, NumPy only: copy it beside your own code.

    save("states.npz", states, sequence=seq, step=t, token=words, group=labels)   # states: points x units
    save("stages.npz", np.stack(states_by_epoch))                                 # stages x points x units
    save_esn("esn.npz", reservoir, readout)             # reservoirpy's nodes (0.3), initialised
    save_torch("weights.npz", model)                    # a torch.nn.Module with one LSTM, GRU or RNN

then
    rssviz look states.npz -o look/                                               # a page in seconds
    rssviz embed states.npz -o map.npz
    rssviz figure scatter map.npz --labels states.npz --color-by group -o map.pdf
    rssviz embed stages.npz --align -o maps.npz
    rssviz import esn.npz --cell esn -o run/                                      # or --cell lstm|gru|rnn
    rssviz record run/ --inputs u.npy -o run/states.npz
"""
import numpy as np


def _names(values):
    """Texts as whole numbers with their names, as rssviz keeps classes; None and NaN are -1: none of them."""
    known = np.array([value is not None and value == value for value in values], dtype=bool)
    names, places = np.unique(np.asarray(values[known], dtype=str), return_inverse=True)
    order = np.array(sorted(range(len(names)), key=lambda k: [part.zfill(20) if part.isdigit() else part for part in (
        "".join(c if c.isdigit() else f"\0{c}\0" for c in names[k]).split("\0"))]), dtype=int)  # 2 before 10
    numbers = np.full(len(values), -1, dtype=np.int32)
    numbers[known] = np.argsort(order)[places]
    return numbers, names[order]


def save(path, states, sequence=None, step=None, token=None, **annotations):
    """states: points x units or stages x points x units; all else one value a point. Texts become classes."""
    states = np.ascontiguousarray(states, dtype=np.float32)
    if states.ndim not in (2, 3):
        raise ValueError(f"states have shape {states.shape}; points x units, or stages x points x units, are needed")
    arrays, points = {"states": states}, states.shape[-2]
    if states.ndim == 3:
        arrays["stage"] = np.arange(len(states), dtype=np.int32)
    for name, values in {"sequence": sequence, "step": step, "token": token, **annotations}.items():
        if values is None:
            continue
        values = np.asarray(values)
        if values.shape != (points,):
            raise ValueError(f"{name} has shape {values.shape}; one value for each of the {points} points is needed")
        if values.dtype.kind in "USO":
            arrays[name], arrays[name + "_labels"] = _names(values)
        elif values.dtype.kind in "biu":
            small = values.size == 0 or (values.min() >= -2**31 and values.max() < 2**31)
            arrays[name] = values.astype(np.int32 if small else np.int64)
        else:
            arrays[name] = values.astype(np.float32)
    np.savez(path, **arrays)


def _dense_or_csr(matrix):
    """W as it is, or its parts where it is a sparse matrix of SciPy."""
    if hasattr(matrix, "tocsr"):
        csr = matrix.tocsr()
        return {"W_data": csr.data, "W_indices": csr.indices, "W_indptr": csr.indptr}
    return {"W": np.asarray(matrix)}


def _plain(matrix):
    return np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix, dtype=float)


def save_esn(path, reservoir, readout=None):
    """reservoir, readout: nodes of reservoirpy (Reservoir; Ridge, RLS, ...) after training or initialize()."""
    arrays = {**_dense_or_csr(reservoir.W), "Win": _plain(reservoir.Win), "bias": _plain(reservoir.bias),
              "lr": np.float64(reservoir.lr), "equation": np.array(str(getattr(reservoir, "equation", "internal"))),
              "activation": np.array(getattr(reservoir.activation, "__name__", str(reservoir.activation)))}
    if readout is not None:
        arrays.update(Wout=_plain(readout.Wout), Wout_bias=_plain(readout.bias))
    np.savez(path, **arrays)


def save_torch(path, model):
    """Every parameter of the model by its name, as plain arrays."""
    tensors = {name: value.detach().cpu() for name, value in model.state_dict().items()}
    np.savez(path, **{name: (value.float() if str(value.dtype) == "torch.bfloat16" else value).numpy()
                      for name, value in tensors.items()})
