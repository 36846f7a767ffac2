#!/usr/bin/python3
"""Makes the fixtures beside it: /usr/bin/python3 make_fixtures.py (Debian 12: umap-learn 0.5.3, scikit-learn 1.2.1)."""
import numpy as np
import umap.umap_ as umap
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

np.random.seed(1)


def save(name, array, fmt="%.9g"):
    np.savetxt(name, np.atleast_2d(array), delimiter=",", fmt=fmt)


# 60 points in 5 dimensions: neighbours, smooth distances and graph.
rng = np.random.default_rng(7)
points = rng.normal(size=(60, 5)).astype(np.float32)
save("points.csv", points)
distances, indices = NearestNeighbors(n_neighbors=10).fit(points).kneighbors(points)
save("knn_indices.csv", indices, "%d")
save("knn_distances.csv", distances)
for name, mix, connectivity in [("graph", 1.0, 1.0), ("graph_mix", 0.3, 2.5)]:
    graph, sigmas, rhos = umap.fuzzy_simplicial_set(
        points, 10, np.random.RandomState(0), "euclidean", knn_indices=indices, knn_dists=distances.astype(np.float32),
        set_op_mix_ratio=mix, local_connectivity=connectivity)
    graph = graph.tocoo()
    order = np.lexsort((graph.col, graph.row))
    save(name + ".csv", np.column_stack([graph.row, graph.col, graph.data])[order])
    save(name + "_smooth.csv", np.column_stack([rhos, sigmas]))

# The curve for (spread, min_dist).
cases = [(1, .1), (1, 0.), (1, .5), (1, .99), (2, .1), (.5, .25), (1.5, .001)]
save("curve.csv", [[s, m, *umap.find_ab_params(s, m)] for s, m in cases])

# Trustworthiness of the first two columns of the points, for k = 3, 5, 15.
save("trust.csv", [[k, trustworthiness(points, points[:, :2], n_neighbors=k)] for k in (3, 5, 15)])

# 600 digits: what umap-learn reaches (trustworthiness and neighbours kept at 15, means of three seeds).
digits = load_digits().data[:600]
save("digits.csv", digits, "%d")
rows = []
for seed in (1, 2, 3):
    coords = umap.UMAP(random_state=seed).fit_transform(digits)
    a, b = (NearestNeighbors(n_neighbors=15).fit(x).kneighbors(return_distance=False) for x in (digits, coords))
    rows.append([trustworthiness(digits, coords, n_neighbors=15), np.mean([len(set(p) & set(q)) / 15 for p, q in zip(a, b)])])
save("digits_umap_learn.csv", np.mean(rows, axis=0))

# Four more data sets in closed form (tests/embed/quality_regression_test.cc makes the same ones), 700 points each:
# what umap-learn reaches on them.
N = 700


def part(i, rate):
    """Evenly spread over 0 .. 1: the fractional part of (i + 1) rate."""
    return np.modf((i + 1) * rate)[0]


def roll():
    i = np.arange(N)
    turn = 1.5 * np.pi * (1 + 2 * part(i, 0.7548776662466927))
    return np.stack([turn * np.cos(turn), 21 * part(i, 0.5698402909980532), turn * np.sin(turn)], 1)


def clouds():
    i = np.arange(N)
    noise = np.stack([part(i, np.sqrt(p)) for p in (2, 3, 5, 7, 11, 13, 17, 19)], 1)
    noise[i, i % 8] += 3
    return noise


def rings():
    i = np.arange(N)
    angle, ring = 2 * np.pi * part(i, np.sqrt(2)), i % 5
    points = np.stack([part(i, np.sqrt(p)) * 0.3 for p in (3, 5, 7, 11, 13, 17)], 1)
    points[:, 0] += np.cos(angle) * (1 + ring)
    points[i, 1 + ring] += np.sin(angle) * (1 + ring)
    return points


def states():
    units = np.arange(12)
    recurrent = np.sin(1.3 * units[:, None] + 2.7 * units[None, :] * (units[:, None] + 1))
    state, out = np.zeros(12), []
    for t in range(N):
        heard = part(np.floor(t / 7), np.sqrt(2)) + 0.2 * part(t, np.sqrt(3))
        state = 0.8 * state + 0.2 * np.tanh(0.4 * recurrent @ state + np.cos(6 * heard * (units + 1)))
        out.append(state)
    return np.array(out)


rows = []
for data in (roll(), clouds(), rings(), states()):
    data = data.astype(np.float32)
    near = NearestNeighbors(n_neighbors=15).fit(data).kneighbors(return_distance=False)
    each = []
    for seed in (1, 2, 3):
        coords = umap.UMAP(random_state=seed).fit_transform(data)
        low = NearestNeighbors(n_neighbors=15).fit(coords).kneighbors(return_distance=False)
        each.append([trustworthiness(data, coords, n_neighbors=15),
                     np.mean([len(set(p) & set(q)) / 15 for p, q in zip(near, low)])])
    rows.append(np.mean(each, axis=0))
save("quality_umap_learn.csv", rows)
