#!/usr/bin/env python3
"""Makes lstmvis_parens/ and lstmvis_parens_answers.json: a folder in the layout of LSTMVis (Strobelt et al. 2016) over
nested brackets, and what the rules of its matching give, by brute force.

    /usr/bin/python3 tests/cli/data/make_lstmvis_fixture.py tests/cli/data        (python3-numpy, python3-h5py)

The states are those of small random recurrent networks that read the brackets; nothing was trained. Two
cells of the second are planted.
"""
import json
import os
import sys

import h5py
import numpy as np

STEPS, CELLS, SEED = 8000, 16, 7
WORDS = ["(", ")", "0", "1", "2", "3", "4"]


def brackets(rng):
    """Token ids from 1 and the depth after each: at each step one of those allowed, digits spelling the depth."""
    ids, depths, depth = [], [], 0
    for _ in range(STEPS):
        allowed = [str(depth)] + (["("] if depth < 4 else []) + ([")"] if depth > 0 else [])
        word = allowed[rng.integers(len(allowed))]
        depth += (word == "(") - (word == ")")
        ids.append(1 + WORDS.index(word))
        depths.append(depth)
    return np.array(ids, np.int32), np.array(depths, np.int32)


def network(rng, inputs, keep):
    """A random recurrent network over rows of inputs: keep * x + W u + U tanh(x)."""
    w = rng.normal(size=(inputs.shape[1], CELLS)) * 0.7
    u = rng.normal(size=(CELLS, CELLS)) * 0.25
    x, states = np.zeros(CELLS), np.zeros((len(inputs), CELLS))
    for t, row in enumerate(inputs):
        x = keep * x + row @ w + np.tanh(x) @ u
        states[t] = x
    return np.clip(states, -4, 4).astype(np.float16)  # half the bytes; read as float32


def selected(on, a, b, left, right):
    """Cells that are on in [a, b), off on `left` steps before and `right` steps behind."""
    chosen = []
    for cell in range(on.shape[1]):
        before, behind = on[a - left:a, cell], on[b:b + right, cell]
        if on[a:b, cell].all() and not before.any() and not behind.any():
            chosen.append(cell)
    return chosen


def matches(on, chosen, left, right):
    count, found = on[:, chosen].sum(axis=1), {}
    for k in range(len(chosen), 0, -1):
        t = 0
        while t < len(count):
            end = t
            while end < len(count) and count[end] >= k:
                end += 1
            if end - t >= 2:
                found.setdefault((end - t, t), True)
            t = end + 1 if end == t else end
    result = []
    for length, start in found:
        if start < 1 or start + length + 1 > len(count):
            continue
        active = on[start:start + length].all(axis=0)
        if left > 0:
            active &= ~on[start - 1]
        if right > 0:
            active &= ~on[start + length]
        both = int(active[chosen].sum())
        result.append((both, int(active.sum()) + len(chosen) - both, length, start))
    result.sort(key=lambda m: (-m[0], m[1], -m[2], m[3]))
    return result


def lengths(all_matches):
    counts = [0] * (1 + max([m[2] for m in all_matches], default=-1))
    for m in all_matches:
        counts[m[2]] += 1
    return counts


def answer(values, source, threshold, a, b, left, right):
    on = values >= np.float32(threshold)
    chosen = selected(on, a, b, left, right)
    found = matches(on, chosen, left, right) if chosen else []
    return {"source": source, "threshold": threshold, "range": [a, b], "margins": [left, right], "cells": chosen,
            "matches": [{"pos": m[3], "factors": [m[3], 0, m[2], m[0] / m[1] if m[1] else 0, len(chosen) - m[0], m[1], m[0]]}
                        for m in found[:50]],
            "fuzzy_lengths": lengths(found), "strict_lengths": lengths([m for m in found if m[0] == len(chosen)])}


def queries(rng, on_by_source):
    """Ranges that select something, with margins and without, over all sources."""
    chosen = []
    while len(chosen) < 16:
        source = ["states1", "states2", "output2"][len(chosen) % 3]
        threshold = [0.3, 0.3, 0.5, 0.15][len(chosen) % 4]
        a = int(rng.integers(10, STEPS - 20))
        b = a + int(rng.integers(2, 5))
        left, right = [(1, 0), (0, 0), (0, 1), (2, 1)][int(rng.integers(4))]
        if 2 <= len(selected(on_by_source[source] >= np.float32(threshold), a, b, left, right)) <= 6:
            chosen.append((source, threshold, a, b, left, right))
    return chosen


def write(folder, ids, depths, states1, states2, output2, rng):
    os.makedirs(folder, exist_ok=True)
    pack = dict(compression="gzip", compression_opts=9, shuffle=True)
    with h5py.File(f"{folder}/states.hdf5", "w") as file:
        for name, values in (("states1", states1), ("states2", states2), ("output2", output2)):
            file.create_dataset(name, data=values, chunks=(1000, CELLS), **pack)
    with h5py.File(f"{folder}/train.hdf5", "w") as file:
        file.create_dataset("word_sequence", data=ids, **pack)
    probability = np.sort(rng.random((STEPS, 3)).round(2), axis=1)[:, ::-1]
    with h5py.File(f"{folder}/meta.hdf5", "w") as file:
        file.create_dataset("depth", data=depths, **pack)
        file.create_dataset("bracket_of_word", data=np.array([0, 1, 2, 0, 0, 0, 0, 0], np.int32))
        file.create_dataset("loss", data=rng.gamma(1, 0.7, STEPS).round(2).astype(np.float32), **pack)
        file.create_dataset("topk", data=rng.integers(1, 8, (STEPS, 3)).astype(np.int32), **pack)
        file.create_dataset("topk_p", data=probability.astype(np.float32), **pack)


def main():
    out = sys.argv[1]
    rng = np.random.default_rng(SEED)
    ids, depths = brackets(rng)
    states1 = network(rng, np.eye(len(WORDS))[ids - 1], 0.6)
    states2 = network(rng, np.tanh(states1.astype(float)), 0.8)
    # Planted: both on at a depth of 2 exactly, so that something marks it.
    for cell, on in ((5, depths >= 2), (9, depths <= 2)):
        states2[:, cell] = np.where(on, 1.2, -1.2) + rng.normal(size=STEPS) * 0.1
    output2 = (np.tanh(states2.astype(float)) * (rng.random(CELLS) > 0.2)).astype(np.float16)
    write(f"{out}/lstmvis_parens", ids, depths, states1, states2, output2, rng)
    values = {"states1": np.tanh(states1.astype(np.float32)), "states2": np.tanh(states2.astype(np.float32)),
              "output2": output2.astype(np.float32)}
    asked = queries(rng, values)
    with open(f"{out}/lstmvis_parens_answers.json", "w") as file:
        file.write("[" + ",\n".join(json.dumps(answer(values[q[0]], *q)) for q in asked) + "]\n")


if __name__ == "__main__":
    main()
