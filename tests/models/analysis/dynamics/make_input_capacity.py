#!/usr/bin/env python3
"""Capacities of a small network by NumPy's least squares and Legendre polynomials, for input_capacity_test.cc.
Made with: python3 tests/models/analysis/dynamics/make_input_capacity.py (NumPy 1.24)."""
import itertools
import math

import numpy as np
from numpy.polynomial import legendre

WASHOUT, STEPS, UNITS, DELAYS, DEGREES = 20, 1000, 5, 6, 3


def inputs(count):
    state, made = 12345, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        made.append(2 * state / 2**31 - 1)
    return np.array(made)


def states(u):
    x, made = np.zeros(UNITS), []
    for value in u:
        x = np.array([math.tanh(0.7 * x[(k + 1) % UNITS] + (0.3 + 0.2 * k) * value + 0.1 * k) for k in range(UNITS)])
        made.append(x)
    return np.array(made)


def capacity(x, y):
    a = np.hstack([np.ones((len(x), 1)), x])
    error = y - a @ np.linalg.lstsq(a, y, rcond=None)[0]
    return 1 - (error @ error) / ((y - y.mean()) @ (y - y.mean()))


u = inputs(WASHOUT + STEPS)
x = states(u)[WASHOUT:]
past = [u[WASHOUT - d:WASHOUT - d + STEPS] for d in range(DELAYS)]
print("memory", [float(capacity(x, past[d])) for d in range(DELAYS)])
for degree in range(1, DEGREES + 1):
    for delay in range(3):
        shares = []
        for degrees in itertools.product(range(degree + 1), repeat=delay + 1):
            if sum(degrees) != degree or degrees[delay] == 0:
                continue
            y = np.ones(STEPS)
            for d, n in enumerate(degrees):
                y = y * legendre.legval(past[d], [0] * n + [1])
            shares.append(capacity(x, y))
        print(degree, delay, len(shares), float(sum(shares)))
