#!/usr/bin/env python3
"""Whole-process training time of rssviz beside PyTorch and NumPy, interleaved in one run.

    ./do bench training [--rounds 3] [--epochs 35]

Peers get the 1,000 training sentences of the corpus (from `rssviz record`) with
random targets of the right shape, do no judging and write nothing; rssviz draws its corpus, trains, judges all three splits
and writes its run. PyTorch: nn.LSTM of 20 units, batches of 2 in order, Adam, the better of 1 and 2 threads. NumPy: states of
all sentences as one float32 batch, then recursive least squares in double after END (1,000 updates of 1,001 x 1,001). --small: one round, one epoch.
"""
import os, statistics, subprocess, sys, tempfile, time

from bench_table import Table, arguments

LSTM = """
import sys, time, numpy as np, torch
path, epochs, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
a = np.load(path); tokens, sequence = a["token"], a["sequence"]
starts = np.flatnonzero(np.r_[True, sequence[1:] != sequence[:-1]])
sentences = np.split(tokens, starts[1:])
words, outputs = int(tokens.max()) + 1, 22
rng = np.random.default_rng(1)
torch.manual_seed(1)
lstm, readout = torch.nn.LSTM(words, 20), torch.nn.Linear(20, outputs)
optimizer = torch.optim.Adam([*lstm.parameters(), *readout.parameters()], lr=1e-3, eps=1e-7)
eye = torch.eye(words)
batches = []
for i in range(0, len(sentences) - 1, 2):
    pair = sentences[i:i + 2]
    steps = max(map(len, pair))
    x = torch.zeros(steps, 2, words)
    for j, s in enumerate(pair): x[:len(s), j] = eye[torch.as_tensor(s, dtype=torch.long)]
    last = torch.as_tensor([len(s) - 1 for s in pair])
    batches.append((x, last, torch.as_tensor(rng.integers(0, 2, (2, outputs)), dtype=torch.float32)))
both = torch.arange(2)
for _ in range(epochs):
    for x, last, y in batches:
        optimizer.zero_grad()
        h, _ = lstm(x)
        loss = torch.nn.functional.mse_loss(readout(h[last, both]), y)
        loss.backward()
        optimizer.step()
"""

ESN = """
import sys, numpy as np
a = np.load(sys.argv[1]); tokens, sequence = a["token"], a["sequence"]
starts = np.flatnonzero(np.r_[True, sequence[1:] != sequence[:-1]])
sentences = np.split(tokens, starts[1:])
words, outputs, n, leak = int(tokens.max()) + 1, 22, 1000, 0.05
rng = np.random.default_rng(1)
limit = 1.1 * np.sqrt(3 / (0.85 * n))
w = (rng.uniform(-limit, limit, (n, n)) * (rng.random((n, n)) < 0.85)).astype(np.float32)
win = ((rng.random((words, n)) < 0.1) * rng.choice([-1, 1], (words, n))).astype(np.float32)
bias = ((rng.random(n) < 0.1) * rng.choice([-1, 1], n)).astype(np.float32)
lengths = np.array([len(s) for s in sentences]); order = np.argsort(-lengths, kind="stable")
x = np.zeros((len(sentences), n), np.float32)
for t in range(lengths.max()):
    rows = order[lengths[order] > t]
    u = np.array([sentences[r][t] for r in rows])
    x[rows] = (1 - leak) * x[rows] + leak * np.tanh(win[u] + bias + x[rows] @ w.T)
states = np.c_[np.ones(len(x)), x.astype(float)]
targets = rng.integers(0, 2, (len(x), outputs)).astype(float)
p, readout = np.eye(n + 1) / 10 ** -3.5, np.zeros((outputs, n + 1))
for s, d in zip(states, targets):
    ps = p @ s
    p -= np.outer(ps, ps) / (1 + s @ ps)
    readout -= np.outer(readout @ s - d, p @ s)
"""


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=35)
    options = parser.parse_args()
    if options.small:
        options.rounds, options.epochs = 1, 1
    table = Table("training", options)
    with tempfile.TemporaryDirectory() as folder:
        place = lambda name: os.path.join(folder, name)
        rssviz = lambda *words: [options.program, *words, "--quiet"]
        subprocess.run(rssviz("train", "--cell", "esn", "--units", "20", "-o", place("run")), check=True)
        subprocess.run(rssviz("record", place("run"), "--sequences", "train", "--sample", "1000",
                              "-o", place("sentences.npz")), check=True)
        epochs = str(options.epochs)
        python = lambda code, *words: [sys.executable, "-c", code, place("sentences.npz"), *words]
        commands = {
            "rssviz lstm": rssviz("train", "--cell", "lstm", "--epochs", epochs, "-o", place("lstm")),
            "pytorch lstm, 1 thread": python(LSTM, epochs, "1"),
            "pytorch lstm, 2 threads": python(LSTM, epochs, "2"),
            "rssviz esn": rssviz("train", "--cell", "esn", "-o", place("esn")),
            "numpy esn": python(ESN),
        }
        times = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                times[name].append(seconds(command))
    for name, values in times.items():
        table.add(f"epochs = {epochs}" if "lstm" in name else "units = 1000", name, seconds=statistics.median(values))
    table.write()


if __name__ == "__main__":
    main()
