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
