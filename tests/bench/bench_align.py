#!/usr/bin/env python3
"""Aligned maps of 36 stages x 2,500 points x 20 units, rssviz beside umap-learn's AlignedUMAP on equal data.

    ./do bench align [--runs 3] [--alignment joint,sequential] [--peers umap]

The states turn slowly from stage to stage; half of the points stand still in stages 10 to 20
(bench_embed_data.py stages). rssviz is timed as a whole process (reading, aligning, drift and its null, writing;
the trust of each stage is off as the peer has none). AlignedUMAP (Debian's umap-learn) takes minutes; its maps
are kept in the folder for later runs; --peers '' leaves it out. Measured: seconds, trustworthiness at the first,
middle and last stage (the same function for both), the movement of still and of turning points between stages 10
to 20 as a share of the map's size, and peak memory. --small: without the peer, one run.
"""
import os
import resource
import statistics
import subprocess
import sys
import time

import numpy as np

from bench_launcher import launcher, run_in
from bench_table import Table, arguments

HERE = os.path.dirname(os.path.abspath(__file__))
K = 15
RESTING = range(11, 21)  # the stages whose second half of points is where it was in the stage before


def trustworthiness(states, coords):
    """Venna and Kaski 2001, with K neighbours, over all points."""
    n = len(states)
    high = ((states[:, None, :].astype(np.float64) - states[None, :, :]) ** 2).sum(-1) if n < 500 else None
    if high is None:
        centred = states.astype(np.float64) - states.mean(0)
        norms = (centred**2).sum(1)
        high = norms[:, None] + norms[None, :] - 2 * centred @ centred.T
    np.fill_diagonal(high, np.inf)
    low = ((coords[:, None, :].astype(np.float64) - coords[None, :, :]) ** 2).sum(-1)
    np.fill_diagonal(low, np.inf)
    near = np.argpartition(low, K, axis=1)[:, :K]
    penalty = 0.0
    for i in range(n):
        ranks = (high[i][None, :] < high[i][near[i]][:, None]).sum(1) + 1
        penalty += np.maximum(0, ranks - K).sum()
    return 1 - penalty * 2 / (n * K * (2 * n - 3 * K - 1))


def movement(maps):
    """Mean movement of still and of turning points over the resting stages, as shares of the map's size."""
    still, turning = [], []
    half = maps.shape[1] // 2
    for s in RESTING:
        size = np.sqrt(((maps[s] - maps[s].mean(0)) ** 2).sum(1).mean())
        moved = np.linalg.norm(maps[s] - maps[s - 1], axis=1) / size
        turning.append(moved[:half].mean())
        still.append(moved[half:].mean())
    return np.mean(still), np.mean(turning)


def report(table, name, seconds, states, maps, peak):
    trust = [trustworthiness(states[s], maps[s]) for s in (0, len(maps) // 2, len(maps) - 1)]
    still, turning = movement(maps)
    table.add("x".join(map(str, states.shape)), name, seconds=seconds, trust_first=trust[0], trust_middle=trust[1],
              trust_last=trust[2], still_movement=still, turning_movement=turning, peak_mb=peak)


def run_rssviz(process, binary, data, out, alignment):
    command = [binary, "embed", data, "--align", "--alignment", alignment, "--quality", "none", "-o", out, "--quiet"]
    return run_in(process, command)


def run_umap(states, out):
    import warnings

    import umap
    from umap.aligned_umap import AlignedUMAP
    warnings.filterwarnings("ignore")
    umap.UMAP(n_epochs=20).fit(np.random.default_rng(0).normal(size=(5000, 20)))  # compiles
    same = [{i: i for i in range(states.shape[1])}] * (len(states) - 1)
    begin, begin_cpu = time.time(), time.process_time()
    maps = AlignedUMAP(n_neighbors=K, random_state=1).fit_transform(list(states), relations=same)
    seconds, cpu = time.time() - begin, time.process_time() - begin_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.savez(out, maps=np.stack(list(maps)), seconds=seconds, cpu=cpu, peak=peak)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--alignment", default="joint,sequential")
    parser.add_argument("--peers", default="umap")
    options = parser.parse_args()
    if options.small:
        options.runs, options.peers = 1, ""
    starter = launcher()
    table = Table("align", options)
    data = os.path.join(options.folder, "stages.npy")
    if not os.path.exists(data):
        subprocess.run([sys.executable, os.path.join(HERE, "bench_embed_data.py"), data, "stages"], check=True)
    out = os.path.join(options.folder, "stages.npz")
    times, peaks = {}, {}
    alignments = options.alignment.split(",")
    for _ in range(options.runs):
        for alignment in alignments:
            seconds, peak = run_rssviz(starter, options.program, data, f"{out}.{alignment}.npz", alignment)
            times.setdefault(alignment, []).append(seconds)
            peaks[alignment] = max(peaks.get(alignment, 0), peak)
    starter.close()
    states = np.load(data)
    for alignment in alignments:
        maps = np.load(f"{out}.{alignment}.npz")["coords"]
        report(table, f"rssviz {alignment}", statistics.median(times[alignment]), states, maps, peaks[alignment])
    peer = os.path.join(options.folder, "stages-umap.npz")
    if options.peers and not os.path.exists(peer):
        run_umap(states, peer)
    if options.peers:
        found = np.load(peer)
        report(table, "AlignedUMAP", float(found["seconds"]), states, found["maps"], float(found["peak"]))
    table.write()


main()
