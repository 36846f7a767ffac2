# python3 logistic.py: the classes and the numbers of tests/models/analysis/geometry/logistic_probe_test.cc, by
# scikit-learn (Debian's 1.2.1). Its C is 1 / (lambda points).
import numpy as np
from sklearn.linear_model import LogisticRegression

i, j = np.arange(60)[:, None], np.arange(5)[None, :]
x = (np.sin(1.3 * i + 0.7 * j * j) * (1 + j) + 0.1 * i * j / 60).astype(np.float32).astype(np.float64)
y = np.where(x[:, 0] + 0.3 * x[:, 2] > 0.5, 0, np.where(x[:, 4] > 0, 1, 2))
y[::7] = (y[::7] + 1) % 3
print("".join(map(str, y)))
for penalty in (1.0, 1e-2, 1e-4):
    fit = LogisticRegression(C=1 / (penalty * 60), tol=1e-12, max_iter=100000, multi_class="multinomial").fit(x, y)
    z = x @ fit.coef_.T + fit.intercept_
    cross_entropy = -(z[np.arange(60), y] - np.log(np.exp(z).sum(1))).mean()
    print(penalty, cross_entropy + penalty / 2 * (fit.coef_**2).sum(), (z.argmax(1) == y).sum())
