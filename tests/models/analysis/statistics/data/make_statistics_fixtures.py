"""Makes statistics.json: what SciPy, statsmodels and NumPy say of made-up values.

    apt-get install python3-scipy python3-statsmodels      (1.10.1 and 0.13.5 of Debian 12)
    /usr/bin/python3 tests/models/analysis/statistics/data/make_statistics_fixtures.py
"""

import itertools
import json
import pathlib

import numpy as np
from scipy import optimize, stats
from statsmodels.stats import multitest, power, weightstats

rng = np.random.default_rng(11)
LEVELS = [0.9, 0.95, 0.99]
SIDES = {"both": "two-sided", "above": "greater", "below": "less"}


def numbers(values):
    return [float(value) for value in np.ravel(values)]


def by_side(p):
    return {ours: float(p(theirs)) for ours, theirs in SIDES.items()}


def t_quantile(p, degrees):
    """SciPy's t.ppf is off by up to 5e-9 (at 4 degrees of freedom); its cdf isn't."""
    near = stats.t.ppf(p, degrees)
    return optimize.brentq(lambda t: stats.t.cdf(t, degrees) - p, near - 1e-4, near + 1e-4, xtol=1e-15, rtol=1e-15)


def paired_power(effect, n, level, side):
    """statsmodels' ttest_power with the exact quantile."""
    critical, shift = -t_quantile(level / 2 if side == "both" else level, n - 1), effect * np.sqrt(n)
    return stats.nct.sf(critical, n - 1, shift) + (stats.nct.cdf(-critical, n - 1, shift) if side == "both" else 0)


def median_interval(values, level):
    """Order statistics: cut as many at each end as the sign test allows."""
    ordered = np.sort(values)
    cut = sum(1 for k in range(len(values) // 2 + 1) if stats.binom.cdf(k, len(values), 0.5) <= (1 - level) / 2)
    return [] if cut == 0 else [float(ordered[cut - 1]), float(ordered[len(values) - cut])]


def pairs():
    sets = {
        "six, apart": (rng.normal(0.4, 0.1, 6), rng.normal(0.2, 0.1, 6)),
        "ten, close": (rng.normal(0.0, 1.0, 10), rng.normal(0.3, 1.0, 10)),
        "twelve, ties": (rng.integers(0, 4, 12) / 10, rng.integers(0, 4, 12) / 10),
        "fifteen, skewed": (rng.lognormal(0, 1, 15), rng.lognormal(0.4, 1, 15)),
        "two": (np.array([0.31, 0.35]), np.array([0.3, 0.29])),
        "large and near": (1e6 + rng.normal(0, 1, 8), 1e6 + rng.normal(1, 1, 8)),
    }
    made = []
    for name, (values, null) in sets.items():
        values, null = np.round(values, 4), np.round(null, 4)
        differences = values - null
        margin = round(float(abs(np.mean(differences)) + np.std(differences, ddof=1)), 4)
        above, below = int((differences > 0).sum()), int((differences < 0).sum())
        test = stats.ttest_rel(values, null)
        # A null known to be 0 turns signs: two samples of which each pair may be swapped.
        permuted = lambda side: stats.permutation_test(
            (values, null), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples",
            vectorized=True, n_resamples=np.inf, alternative=side).pvalue
        equivalent = weightstats.ttost_paired(values, null, -margin, margin)
        made.append({
            "name": name, "values": numbers(values), "null": numbers(null), "statistic": float(test.statistic),
            "degrees": float(test.df), "p": by_side(lambda side: stats.ttest_rel(values, null, alternative=side).pvalue),
            "intervals": [numbers(test.confidence_interval(level)) for level in LEVELS],
            "sign": by_side(lambda side: stats.binomtest(above, above + below, 0.5, alternative=side).pvalue),
            "median intervals": [median_interval(differences, level) for level in LEVELS],
            "permutation": by_side(permuted),
            "margin": margin, "equivalence": [float(equivalent[0]), float(equivalent[1][1]), float(equivalent[2][1])],
            "skewness": float(stats.skew(differences, bias=False)) if len(values) > 2 else None})
    return made


def sides():
    sets = {
        "seven and seven": (rng.normal(0.4, 0.1, 7), rng.normal(0.3, 0.2, 7)),
        "five and twelve": (rng.normal(0.0, 1.0, 5), rng.normal(0.3, 3.0, 12)),
        "ties": (rng.integers(0, 3, 6) / 10, rng.integers(0, 3, 5) / 10),
        "two and nine": (np.array([0.31, 0.35]), rng.normal(0.3, 0.1, 9)),
    }
    made = []
    for name, (values, null) in sets.items():
        values, null = np.round(values, 4), np.round(null, 4)
        test = stats.ttest_ind(values, null, equal_var=False)
        compared = weightstats.CompareMeans(weightstats.DescrStatsW(values), weightstats.DescrStatsW(null))
        margin = 0.5
        equivalent = weightstats.ttost_ind(values, null, -margin, margin, usevar="unequal")
        permuted = lambda side: stats.permutation_test(
            (values, null), lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis),
            permutation_type="independent", vectorized=True, n_resamples=np.inf, alternative=side).pvalue
        made.append({
            "name": name, "values": numbers(values), "null": numbers(null), "statistic": float(test.statistic),
            "degrees": float(equivalent[1][2]),
            "p": by_side(lambda side: stats.ttest_ind(values, null, equal_var=False, alternative=side).pvalue),
            "intervals": [numbers(compared.tconfint_diff(1 - level, usevar="unequal")) for level in LEVELS],
            "permutation": by_side(permuted),
            "margin": margin, "equivalence": [float(equivalent[0]), float(equivalent[1][1]), float(equivalent[2][1])]})
    return made


def distributions():
    z = [-8.0, -1.96, -0.3, 0.0, 0.7, 2.5, 6.0]
    degrees = [1, 2.5, 9, 17.3, 120]
    shares = [1e-9, 0.025, 0.4, 0.5, 0.9, 0.995]
    return {
        "normal": [[x, stats.norm.cdf(x), stats.norm.sf(x)] for x in z],
        "normal quantiles": [[p, stats.norm.ppf(p)] for p in shares],
        "student": [[t, d, stats.t.cdf(t, d), stats.t.sf(t, d)] for t in z for d in degrees],
        "student quantiles": [[p, d, t_quantile(p, d)] for p in shares if p > 1e-3 for d in degrees],
        "noncentral": [[t, d, nc, stats.nct.cdf(t, d, nc), stats.nct.sf(t, d, nc)]
                       for t in [-2.2, -0.5, 0.8, 2.2, 4.0] for d in [1, 4, 9, 28.6] for nc in [-1.1, 0.5, 2.0, 3.7]],
        "chi-squared": [[x, d, stats.chi2.sf(x, d)] for x in [0.1, 3.0, 18.3, 60.0] for d in [2, 10, 60]],
        "binomial": [[k, n, p, stats.binom.cdf(k, n, p)]
                     for n in [1, 10, 30] for k in range(0, n + 1, 3) for p in [0.5, 0.8]],
    }


def bootstrap():
    made = []
    for name, statistic, samples in [
            ("mean", np.mean, (np.round(rng.lognormal(0, 0.7, 12), 4),)),
            ("median", np.median, (np.round(rng.normal(0, 1, 15), 4),)),
            ("difference of means", lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis),
             (np.round(rng.lognormal(0, 0.7, 9), 4), np.round(rng.normal(1, 1, 14), 4)))]:
        result = [stats.bootstrap(samples, statistic, n_resamples=199, vectorized=True, confidence_level=level,
                                  method="BCa", random_state=np.random.default_rng(5)) for level in LEVELS]
        at = lambda *x: float(statistic(*x, axis=-1))
        jackknife = [[at(*(np.delete(s, i) if k == j else s for k, s in enumerate(samples)))
                      for i in range(len(samples[j]))] for j in range(len(samples))]
        made.append({"name": name, "samples": [numbers(sample) for sample in samples], "estimate": at(*samples),
                     "draws": numbers(result[0].bootstrap_distribution), "jackknife": jackknife,
                     "intervals": [numbers(one.confidence_interval) for one in result]})
    return made


def family():
    """Members that go together; the largest |t| over members, all signs of 8 seeds."""
    shared = rng.normal(0, 1, (8, 1))
    differences = np.round(shared + rng.normal(0, 0.7, (8, 5)) + [0, 0, 0.8, -1.6, 0.2], 3)
    signs = np.array(list(itertools.product([1, -1], repeat=8)))
    t = np.array([stats.ttest_1samp(differences * row[:, None], 0).statistic for row in signs])
    observed = stats.ttest_1samp(differences, 0).statistic
    close = 1e-9
    made = {"differences": differences.tolist(), "statistic": numbers(observed), "tails": {}}
    for tail, far in {"both": np.abs, "above": lambda x: x, "below": lambda x: -x}.items():
        reached = far(t)[:, :, None] >= far(observed)[None, None, :] - close
        made["tails"][tail] = {"p": [float(reached[:, m, m].mean()) for m in range(5)],
                               "corrected": numbers(reached.any(axis=1).mean(axis=0))}
    return made


def powers():
    paired, unpaired = power.TTestPower(), power.TTestIndPower()
    least = []
    for n, share, level in [(5, 0.8, 0.05), (10, 0.8, 0.05), (30, 0.9, 0.01), (10, 0.95, 0.05)]:
        for side in ["both", "above"]:
            found = optimize.brentq(lambda d: paired_power(d, n, level, side) - share, 1e-3, 8, xtol=1e-14, rtol=1e-14)
            least.append([n, share, level, side, found])
    few = lambda n, level: max([k for k in range(-1, n) if stats.binom.cdf(k, n, 0.5) <= level / 2])
    return {
        "paired": [[d, n, level, float(paired.power(d, n, level))]
                   for d in [0.1, 0.5, 1.2] for n in [3, 10, 30] for level in [0.01, 0.05]],
        "paired, above": [[d, n, 0.05, float(paired.power(d, n, 0.05, alternative="larger"))]
                          for d in [-0.5, 0.1, 0.9] for n in [3, 10, 30]],
        "unpaired": [[d, n, m, float(unpaired.power(d, n, 0.05, ratio=m / n))]
                     for d in [0.2, 1.0] for n, m in [(5, 5), (10, 30), (12, 4)]],
        "least detectable": least,
        "seeds needed": [[d, int(np.ceil(paired.solve_power(d, None, 0.05, 0.8)))] for d in [0.3, 0.5, 0.9]],
        "sign": [[chance, n, float(stats.binom.cdf(few(n, 0.05), n, chance) + stats.binom.cdf(few(n, 0.05), n, 1 - chance))]
                 for chance in [0.5, 0.7, 0.9] for n in [5, 6, 10, 30]],
    }


def several():
    made = []
    for p in [[0.01, 0.04, 0.03, 0.005], [0.5, 0.02, 0.02, 0.9, 1.0, 0.001], [0.049], [0.2, 0.3, 0.4]]:
        made.append({"p": p, "holm": numbers(multitest.multipletests(p, method="holm")[1]),
                     "fisher": float(stats.combine_pvalues(p, "fisher").pvalue),
                     "stouffer": float(stats.combine_pvalues(p, "stouffer").pvalue)})
    return made


def ranks_of(columns):
    ranked = np.apply_along_axis(stats.rankdata, 0, columns)
    return (ranked - ranked.mean(axis=0)) / ranked.std(axis=0, ddof=1)


def kernel_ridge(train, outcome, rows, width, penalty):
    """Predictions at `rows` by solving the system whole; the centre is the training outcomes' mean, given."""
    kernel = lambda a, b: np.exp(-((a[:, None, :] - b[None, :, :]) ** 2).sum(-1) / (2 * train.shape[1] * width**2))
    return kernel(rows, train) @ np.linalg.solve(kernel(train, train) + penalty * np.eye(len(train)), outcome)


def held_out():
    """Folds as given; width and penalty by really leaving out one training row after the other."""
    other = np.random.default_rng(7)
    features = np.round(other.normal(0, 1, (30, 3)), 3)
    outcome = np.round(np.cos(2 * features[:, 0]) + features[:, 1] * features[:, 2] + other.normal(0, 0.1, 30), 4)
    fold, widths, penalties = [int(k) for k in other.permutation(np.arange(30) % 5)], [0.5, 1, 2], [0.01, 0.3]
    ranked, predicted, chosen = ranks_of(features), np.zeros(30), []
    for f in range(5):
        held, train = np.array(fold) == f, np.array(fold) != f
        x, mean = ranked[train], outcome[train].mean()
        y = outcome[train] - mean
        errors = {}
        for width in widths:
            for penalty in penalties:
                left = [y[i] - kernel_ridge(np.delete(x, i, 0), np.delete(y, i), x[i:i + 1], width, penalty)[0]
                        for i in range(len(y))]
                errors[width, penalty] = float(np.sum(np.square(left)))
        best = min(errors, key=errors.get)
        chosen.append(list(best))
        predicted[held] = mean + kernel_ridge(x, y, ranked[held], *best)
    return {"features": features.tolist(), "outcome": numbers(outcome), "fold": fold, "widths": widths,
            "penalties": penalties, "chosen": chosen, "predicted": numbers(predicted),
            "rho": float(stats.spearmanr(predicted, outcome).statistic)}


def ranked_statistics():
    other = np.random.default_rng(8)
    made = []
    for n, digits in [(12, 3), (40, 1), (25, 0)]:  # without ties, with some, with many
        x, y = np.round(other.normal(0, 1, n), digits), np.round(other.normal(0, 1, n), digits)
        positive = (other.random(n) < 0.4).astype(int)
        area = stats.mannwhitneyu(x[positive == 1], x[positive == 0]).statistic / (positive.sum() * (n - positive.sum()))
        made.append({"x": numbers(x), "y": numbers(y), "positive": positive.tolist(),
                     "spearman": float(stats.spearmanr(x, y).statistic), "auroc": float(area)})
    return made


made = {"levels": LEVELS, "pairs": pairs(), "sides": sides(), "distributions": distributions(),
        "bootstrap": bootstrap(), "family": family(), "power": powers(), "several": several(),
        "held out": held_out(), "ranked": ranked_statistics()}
text = json.dumps(made, indent=None, default=float, allow_nan=False, separators=(",", ":"))
pathlib.Path(__file__).with_name("statistics.json").write_text(text.replace(',"', ',\n"') + "\n")
