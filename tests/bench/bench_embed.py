#!/usr/bin/env python3
"""rssviz embed, whole process, against umap-learn and uwot, warm fits inside their processes, in turns.

    ./do bench embed [CASE ...] [--runs 3] [--peers umap,uwot]

Cases: digits, POINTSxUNITS (10000x20 10000x300 10000x1000 50000x300 200000x300). Peers are Debian's
umap-learn (the reproducible and the parallel mode) and r-cran-uwot (its default on two threads, whose sgd is
the same on every run, and fast_sgd). Run r uses seed r everywhere. Measured: medians of seconds, trustworthiness and neighbours kept on the same 2,000 rows (means over the runs, and the largest
difference between runs, for one seed's map is not another's), peak memory in MB, and whether rssviz writes
the same bytes at 1, 2 and 4 threads. --small: digits, without peers, one run.
"""
import hashlib
import os
import statistics
import subprocess
import sys
import time

import numpy as np

from bench_launcher import Worker, launcher, run_in
from bench_table import Table, arguments

HERE = os.path.dirname(os.path.abspath(__file__))
K = 15

UMAP_WORKER = r"""
import sys, time, resource, warnings
warnings.filterwarnings("ignore")
import numpy as np, umap
states = np.load(sys.argv[1])
umap.UMAP(n_epochs=20).fit(np.random.default_rng(0).normal(size=(5000, 20)))  # compiles
umap.UMAP(n_epochs=20, random_state=1).fit(np.random.default_rng(0).normal(size=(5000, 20)))
print("ready", flush=True)
for line in sys.stdin:
    mode, seed, out = line.split()
    begin = time.time()
    coords = umap.UMAP(random_state=int(seed) if mode == "seeded" else None).fit_transform(states)
    seconds = time.time() - begin
    np.save(out, coords)
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
"""

UWOT_WORKER = r"""
suppressMessages(library(uwot))
args <- commandArgs(TRUE)
shape <- as.integer(strsplit(args[2], "x")[[1]])
con <- file(args[1], "rb")
states <- matrix(readBin(con, "numeric", shape[1] * shape[2], size = 4), nrow = shape[1], byrow = TRUE)
close(con)
invisible(umap(matrix(rnorm(20000), 1000), n_epochs = 10))
cat("ready\n")
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  asked <- strsplit(line, " ")[[1]]
  set.seed(as.integer(asked[2]))
  seconds <- system.time(coords <- umap(states, n_neighbors = 15, min_dist = .1, n_threads = 2,
                                         fast_sgd = asked[1] == "fast"))[["elapsed"]]
  out <- file(asked[3], "wb")
  writeBin(as.vector(t(coords)), out, size = 4)
  close(out)
  peak <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\1", grep("VmHWM", readLines("/proc/self/status"), value = TRUE)))
  cat(seconds, peak / 1024, "\n")
}
"""


def quality(states, coords):
    """Trustworthiness and share of neighbours kept, of 2,000 rows against all."""
    rng = np.random.default_rng(0)
    n = len(states)
    rows = np.sort(rng.choice(n, min(n, 2000), replace=False))
    states = states.astype(np.float64) - states.mean(0)
    norms = (states**2).sum(1)
    low_norms = (coords.astype(np.float64)**2).sum(1)
    penalty, kept = 0.0, 0.0
    for first in range(0, len(rows), 200):
        part = rows[first:first + 200]
        high = norms - 2 * states[part] @ states.T
        low = low_norms - 2 * coords[part].astype(np.float64) @ coords.T.astype(np.float64)
        each = np.arange(len(part))
        high[each, part] = np.inf
        low[each, part] = np.inf
        near = np.argpartition(low, K, axis=1)[:, :K]
        for i in range(len(part)):
            ranks = (high[i][None, :] < high[i][near[i]][:, None]).sum(1) + 1
            penalty += np.maximum(0, ranks - K).sum()
            kept += (ranks <= K).sum()
    count = len(rows)
    return 1 - penalty * 2 / (count * K * (2 * n - 3 * K - 1)), kept / (count * K)


def run_rssviz(process, binary, data, out, threads=None, seed=1):
    command = [binary, "embed", data, "--quality", "none", "-o", out, "--quiet", "--seed", str(seed)]
    if threads:
        command += ["--threads", str(threads)]
    return run_in(process, command)


def bench(table, binary, case, folder, runs, peers):
    data = os.path.join(folder, f"{case}.npy")
    if not os.path.exists(data):
        arguments = ["digits"] if case == "digits" else case.split("x")
        subprocess.run([sys.executable, os.path.join(HERE, "bench_embed_data.py"), data] + arguments, check=True)
    starter = launcher()
    states = np.load(data)
    raw = os.path.join(folder, f"{case}.f32")
    states.astype("<f4").tofile(raw)
    uwot_script = os.path.join(folder, "uwot_worker.R")
    with open(uwot_script, "w") as file:
        file.write(UWOT_WORKER)
    workers = {}
    if "umap" in peers:
        workers["umap-learn"] = Worker([sys.executable, "-c", UMAP_WORKER, data])
    if "uwot" in peers:
        workers["uwot"] = Worker(["Rscript", uwot_script, raw, "x".join(map(str, states.shape))])
    seconds, memory, measured = {}, {}, {}
    ours = os.path.join(folder, f"{case}.npz")

    def note(name, result, found):
        seconds.setdefault(name, []).append(result[0])
        memory[name] = max(memory.get(name, 0), result[1])
        measured.setdefault(name, []).append(quality(states, found))

    for run in range(1, runs + 1):
        for seed in (run, runs + run):
            result = run_rssviz(starter, binary, data, ours, seed=seed)
            note("rssviz", result, np.load(ours)["coords"])
        out = os.path.join(folder, "peer.npy")
        if "umap-learn" in workers:
            for mode in ("parallel", "seeded"):
                result = workers["umap-learn"].ask(f"{mode} {run} {out}")
                note(f"umap-learn {mode}", result, np.load(out))
        if "uwot" in workers:
            for mode in ("seeded", "fast"):
                result = workers["uwot"].ask(f"{mode} {run} {out}")
                note(f"uwot {mode}", result, np.fromfile(out, "<f4").reshape(-1, 2))
    for worker in workers.values():
        worker.close()
    hashes = set()
    for threads in (1, 2, 4):
        run_rssviz(starter, binary, data, ours, threads)
        with open(ours, "rb") as file:
            hashes.add(hashlib.sha256(file.read()).hexdigest())
    starter.close()
    table.add(case, "rssviz", same_bytes_at_1_2_4_threads=len(hashes) == 1)
    for name, values in seconds.items():
        trust, kept = np.mean(measured[name], axis=0)
        table.add(case, name, seconds=statistics.median(values), trust=trust, kept=kept,
                  trust_between_runs=np.ptp(measured[name], axis=0)[0], peak_mb=memory[name])


def main():
    parser = arguments(__doc__)
    parser.add_argument("cases", nargs="*", default=["digits", "10000x20", "10000x300", "10000x1000"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default="umap,uwot")
    options = parser.parse_args()
    if options.small:
        options.cases, options.runs, options.peers = ["digits"], 1, ""
    table = Table("embed", options)
    for case in options.cases:
        bench(table, options.program, case, options.folder, options.runs, options.peers.split(","))
    table.write()


main()
