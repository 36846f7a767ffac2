#!/usr/bin/env python3
"""A query of matching in a file of states, by rssviz beside a NumPy program of the same method, in turns in one run.

    ./do bench match [--rounds 3] [--steps 1000000] [--units 200]

Random states, each unit slow (autocorrelation .9), as float32 in an .npy; eight of the cells; at most 10,000 candidates, where LSTMVis
stops (rssviz also without a limit). NumPy: the file mapped, cells thresholded one at a time, runs by differences for each count,
candidates ranked in a loop, as LSTMVis' program does it. Wall seconds and peak memory of each as a process of its own; the mapped file
is part of the peak of NumPy's. Where nothing is cut, the matches must be the same. --small: one round, 20,000 x 50.
"""
import json, pathlib, statistics, sys, tempfile

from bench_launcher import launcher, run_in
from bench_table import Table, arguments

PEER = """
import sys, json
import numpy as np
states = np.load(sys.argv[1], mmap_mode="r")
cells = [int(c) for c in sys.argv[2].split(",")]
limit, least = int(sys.argv[3]), np.float32(.3)
count = np.zeros(len(states), np.int16)
for cell in cells:
    count += states[:, cell] >= least
found = {}
for k in range(len(cells), 0, -1):
    if len(found) >= limit:
        break
    clipped = np.minimum(count, k)
    cut = np.flatnonzero(np.diff(clipped)) + 1
    starts = np.concatenate([[0], cut])
    lengths = np.diff(np.concatenate([starts, [len(count)]]))
    for i in np.flatnonzero((clipped[starts] == k) & (lengths >= 2)):
        start, length = int(starts[i]), int(lengths[i])
        if start >= 1 and start + length + 1 <= len(count):
            found.setdefault((length, start), None)
ranked = []
chosen = set(cells)
for length, start in list(found)[:limit]:
    on = states[start - 1:start + length] >= least
    active = set(np.flatnonzero(on[1:].all(0) & ~on[0]).tolist())
    ranked.append((-len(active & chosen), len(active | chosen), -length, start))
open(sys.argv[4], "w").write(json.dumps({"cut": len(found) > limit, "matches": sorted(ranked)[:50]}))
"""


def make_states(path, steps, units):
    import numpy as np
    rng = np.random.default_rng(1)
    states = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(steps, units))
    last = np.zeros(units, np.float32)
    for begin in range(0, steps, 10000):
        noise = rng.standard_normal((min(10000, steps - begin), units), dtype=np.float32) * 0.436
        for row in range(len(noise)):
            last = 0.9 * last + noise[row]
            noise[row] = last
        states[begin:begin + len(noise)] = noise
    states.flush()


def main():
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=1000000)
    parser.add_argument("--units", type=int, default=200)
    options = parser.parse_args()
    process = launcher()
    steps, units = (20000, 50) if options.small else (options.steps, options.units)
    with tempfile.TemporaryDirectory() as folder:
        states = str(pathlib.Path(folder) / "states.npy")
        make_states(states, steps, units)
        cells, limit = "1,5,8,13,21,30,34,48", "10000"
        ours, theirs = str(pathlib.Path(folder) / "ours.json"), str(pathlib.Path(folder) / "theirs.json")
        peer = pathlib.Path(folder) / "peer.py"
        peer.write_text(PEER)
        match = [options.program, "match", states, "--cells", cells, "--threads", "2", "-q", "-o", ours]
        programs = {"rssviz, no limit": match, "rssviz": match + ["--candidates", limit],
                    "NumPy": [sys.executable, str(peer), states, cells, limit, theirs]}
        results = {name: [] for name in programs}
        for _ in range(1 if options.small else options.rounds):
            for name, words in programs.items():
                results[name].append(run_in(process, words))
        table = Table("match", options)
        for name, rounds in results.items():
            table.add(f"{steps} x {units}", name, seconds=statistics.median(one[0] for one in rounds),
                      peak_mb=max(one[1] for one in rounds))
        answer = json.loads(pathlib.Path(ours).read_text())["matches"]
        peers = json.loads(pathlib.Path(theirs).read_text())
        theirs = [[-one[0], one[1], -one[2]] for one in peers["matches"]]
        if not peers["cut"] and [[m["intersection"], m["union"], m["length"]] for m in answer] != theirs:
            sys.exit("the matches differ")
        table.write()


if __name__ == "__main__":
    main()
