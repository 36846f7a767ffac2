#!/usr/bin/env python3
"""Whole processes side by side: 20,000 coloured points with a colour bar, to PDF and SVG, by rssviz and matplotlib.

    ./do bench draw_scatter [--points 20000] [--rounds 7]

Both read the same .npy and .csv, draw 5 x 5 in, and write the file. Runs are interleaved; medians of wall and CPU time.
--small: 1,000 points, one round.
"""
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

from bench_table import Table, arguments

MATPLOTLIB = """
import sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
xy = np.load(sys.argv[1])
value = np.loadtxt(sys.argv[2], delimiter=",", skiprows=1)
figure, axes = plt.subplots(figsize=(5, 5))
dots = axes.scatter(xy[:, 0], xy[:, 1], c=value, s=2.25, alpha=.6, linewidths=0)
axes.set_xticks([])
axes.set_yticks([])
axes.set_aspect("equal", "datalim")
figure.colorbar(dots, label="value")
figure.savefig(sys.argv[3])
"""


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    options = arguments(__doc__)
    options.add_argument("--points", type=int, default=20000)
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    if given.small:
        given.points, given.rounds = 1000, 1
    table = Table("draw_scatter", given)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        random = np.random.default_rng(1)
        group = random.integers(0, 10, given.points)
        xy = random.normal(size=(10, 2))[group] * 6 + random.normal(size=(given.points, 2))
        np.save(folder / "coords.npy", xy.astype(np.float32))
        np.savetxt(folder / "values.csv", xy[:, 0], fmt="%.5f", header="value", comments="")
        (folder / "draw.py").write_text(MATPLOTLIB)
        for suffix in ("pdf", "svg"):
            commands = {
                "rssviz": [given.program, "figure", "scatter", str(folder / "coords.npy"), "--labels",
                           str(folder / "values.csv"), "--color-by", "value", "--color-as", "scale", "--width", "5in",
                           "--radius", "0.75", "--opacity", "0.6", "--quiet", "-o", str(folder / f"ours.{suffix}")],
                "matplotlib": [sys.executable, str(folder / "draw.py"), str(folder / "coords.npy"),
                               str(folder / "values.csv"), str(folder / f"theirs.{suffix}")],
            }
            times = {who: [] for who in commands}
            for _ in range(given.rounds):
                for who, command in commands.items():
                    times[who].append(timed(command))
            sizes = {"rssviz": (folder / f"ours.{suffix}").stat().st_size,
                     "matplotlib": (folder / f"theirs.{suffix}").stat().st_size}
            medians = {who: [statistics.median(column) for column in zip(*runs)] for who, runs in times.items()}
            for who, (wall, cpu) in medians.items():
                table.add(f"{given.points} points, {suffix}", who, seconds=wall, cpu_seconds=cpu, bytes=sizes[who])
    table.write()


if __name__ == "__main__":
    main()
