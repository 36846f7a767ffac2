#!/usr/bin/env python3
"""Data for bench_embed.py, the same bytes on every run: states of a leaky echo state network.

    bench_embed_data.py OUT.npy POINTS UNITS     states, float32, POINTS x UNITS
    bench_embed_data.py OUT.npy digits           scikit-learn's digits, 1,797 x 64
    bench_embed_data.py OUT.npy stages           36 x 2,500 x 20 states that turn; half rest in stages 10..20

The reservoir (leak rate .05, spectral radius 1.1, tanh) hears random sentences such as "on the left there is
a blue cup" without being reset between them, so that no two states coincide.
"""
import sys

import numpy as np

OBJECTS = ["glass", "cup", "bowl", "orange"]
COLOURS = ["red", "green", "blue", "yellow"]
PLACES = ["left", "right", "middle"]
WORDS = ["BEGIN", "END", "this", "that", "is", "a", "on", "the", "there", "and"] + OBJECTS + COLOURS + PLACES
LEAK, RADIUS, STREAMS, WASHOUT = 0.05, 1.1, 50, 100


def clause(rng):
    noun = [str(rng.choice(OBJECTS))]
    if rng.random() < 0.7:
        noun.insert(0, str(rng.choice(COLOURS)))
    place = ["on", "the", str(rng.choice(PLACES))]
    kind = rng.integers(4)
    if kind == 0:
        return ["this" if rng.random() < 0.5 else "that", "is", "a"] + noun
    if kind == 1:
        return place + ["there", "is", "a"] + noun
    if kind == 2:
        return ["there", "is", "a"] + noun + place
    return ["a"] + noun + ["is"] + place


def stream(rng, length):
    words = []
    while len(words) < length:
        words += ["BEGIN"] + clause(rng)
        if rng.random() < 0.5:
            words += ["and"] + clause(rng)
        words += ["END"]
    return [WORDS.index(word) for word in words[:length]]


def reservoir_states(points, units, seed=1):
    rng = np.random.default_rng(seed)
    matrix = rng.uniform(-1, 1, (units, units)) * (rng.random((units, units)) < 0.85)
    matrix *= RADIUS / np.abs(np.linalg.eigvals(matrix)).max()
    inputs = rng.uniform(-1, 1, (len(WORDS), units))
    steps = -(-points // STREAMS)
    words = np.array([stream(rng, WASHOUT + steps) for _ in range(STREAMS)])
    state = np.zeros((STREAMS, units))
    states = np.empty((STREAMS, steps, units), np.float32)
    for t in range(WASHOUT + steps):
        state = (1 - LEAK) * state + LEAK * np.tanh(state @ matrix.T + inputs[words[:, t]])
        if t >= WASHOUT:
            states[:, t - WASHOUT] = state
    return states.reshape(-1, units)[:points]


def stages():
    """Each stage turns the states by a small rotation in planes; the second half of the points rests in
    stages 10 to 20."""
    points, units, count = 2500, 20, 36
    first = reservoir_states(points, units).astype(float)
    first -= first.mean(0)
    rng = np.random.default_rng(2)
    skew = rng.normal(size=(units, units))
    values, vectors = np.linalg.eig(skew - skew.T)
    scale = 0.06 / np.abs(values).max()
    turn = ((vectors * np.exp(scale * values)) @ np.linalg.inv(vectors)).real
    bend = rng.normal(size=(units, units)) / np.sqrt(units)
    out, current = [], first.copy()
    for s in range(count):
        if s > 0:
            moved = current @ turn + 0.03 * current.std() * np.tanh(current @ bend / current.std())
            if 10 < s <= 20:
                moved[points // 2:] = current[points // 2:]
            current = moved
        out.append(current.astype(np.float32))
    return np.stack(out)


def main():
    path, what = sys.argv[1], sys.argv[2]
    if what == "digits":
        from sklearn.datasets import load_digits
        data = load_digits().data.astype(np.float32)
    elif what == "stages":
        data = stages()
    else:
        data = reservoir_states(int(what), int(sys.argv[3]))
    np.save(path, np.ascontiguousarray(data, np.float32))


main()
