#!/usr/bin/env python3
"""Training of character models by rssviz beside PyTorch, in turns in one run: symbols a second, and a CPU second.

    ./do bench text [--rounds 3] [--units 128] [--windows 20] [--threads 2]

An LSTM on a text of random letters of 87 kinds: 100 streams, windows of 100, RMSProp, element-wise clip at 5, states carried on.
PyTorch: nn.LSTM over one-hot symbols, cross-entropy of all steps at once; its threads may be its own or its BLAS's, and both at once
are in each other's way, so both are tried over two windows first (OPENBLAS_NUM_THREADS), and the faster is measured. rssviz: `train --task text --split 100,0,0`, seconds of
timings.json; CPU seconds are of its whole process.
sgemm: as many symbols as PyTorch's torch.mm of 1,024 x 512 by 512 x 2,048 would do of the products that a symbol needs (those with the
one-hot symbol are rows that are looked up): a limit for both. With which BLAS stands in the table, for Debian's PyTorch takes the
system's, and without libopenblas0 that is the slow reference. On a machine that others use too, clocks say little: take --threads 1 and
read the numbers by CPU second. --small: one round, 32 units, 2 windows.
"""
import json, os, pathlib, random, resource, statistics, subprocess, sys, tempfile

from bench_table import Table, arguments

SYMBOLS, STREAMS, STEPS = 87, 100, 100

TORCH = """
import sys, time, torch
units, windows = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(int(sys.argv[3]))
torch.manual_seed(1)
symbols, streams, steps = 87, 100, 100
lstm, readout = torch.nn.LSTM(symbols, units), torch.nn.Linear(units, symbols)
parameters = [*lstm.parameters(), *readout.parameters()]
optimizer = torch.optim.RMSprop(parameters, lr=2e-3, alpha=0.95, eps=1e-8)
text = torch.randint(symbols, (windows * steps + 1, streams))
state = (torch.zeros(1, streams, units), torch.zeros(1, streams, units))
start, used = time.perf_counter(), time.process_time()
for w in range(windows):
    part = text[w * steps:(w + 1) * steps + 1]
    x = torch.nn.functional.one_hot(part[:-1], symbols).float()
    hidden, state = lstm(x, state)
    state = tuple(s.detach() for s in state)
    loss = torch.nn.functional.cross_entropy(readout(hidden).flatten(0, 1), part[1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(parameters, 5)
    optimizer.step()
print(time.perf_counter() - start, time.process_time() - used)
"""

SGEMM = """
import sys, time, torch
torch.set_num_threads(int(sys.argv[1]))
a, b = torch.randn(1024, 512), torch.randn(512, 2048)
def products(count):
    start, used = time.perf_counter(), time.process_time()
    for _ in range(count): torch.mm(a, b)
    return time.perf_counter() - start, time.process_time() - used
products(1)
clock, used = products(5)
work = 5 * 2 * 1024 * 512 * 2048
blas = [line.split()[-1] for line in open("/proc/self/maps") if "blas" in line]
print(work / clock, work / used, blas[0] if blas else "its own")
"""


def flop_a_symbol(units):
    """Forward, back to the states, and to the weights: 2 a multiplication and addition."""
    return 6 * (units * 4 * units + units * SYMBOLS)


def rssviz(options, folder, units, windows):
    letters = [bytes([32 + k]) for k in range(SYMBOLS)]
    rng = random.Random(1)
    text = folder / "text.txt"
    text.write_bytes(b"".join(rng.choices(letters, k=(windows * STEPS + 1) * STREAMS)))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([options.program, "train", "--task", "text", "--text", text, "--cell", "lstm", "--units", str(units), "--preset",
                    "paper", "--patience", "0", "--split", "100,0,0", "--split-by", "end", "--epochs", "1", "--threads",
                    str(options.threads), "-q", "-o", folder / "run"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = json.loads((folder / "run/timings.json").read_text())["training_seconds"]
    return seconds[-1] - seconds[0], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def python(script, *values, of_blas=None):
    blas = {} if of_blas is None else {"OPENBLAS_NUM_THREADS": str(of_blas)}
    done = subprocess.run([sys.executable, "-c", script, *map(str, values)], check=True, capture_output=True, text=True,
                          env={**os.environ, **blas})
    return done.stdout.split()


def pytorch(units, windows, way):
    """Clock and CPU seconds; a way is how many threads are PyTorch's own and how many its BLAS's."""
    own, of_blas = way
    return [float(t) for t in python(TORCH, units, windows, own, of_blas=of_blas)]


def faster_way(threads, units):
    """Which of both ways to use so many threads is the faster over two windows: the other can be slower by a factor of seven."""
    return min({(threads, 1), (1, threads)}, key=lambda way: pytorch(units, 2, way))


def main():
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--units", type=int, default=128)
    parser.add_argument("--windows", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    units, windows = (32, 2) if options.small else (options.units, options.windows)
    rounds = 1 if options.small else options.rounds
    symbols = STREAMS * STEPS * windows
    way = faster_way(options.threads, units)
    rates = {"rssviz": [], "PyTorch": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            times = rssviz(options, pathlib.Path(folder), units, windows)
        rates["rssviz"].append([symbols / t for t in times])
        rates["PyTorch"].append([symbols / t for t in pytorch(units, windows, way)])
        by_clock, by_cpu, blas = python(SGEMM, options.threads, of_blas=options.threads)
        rates.setdefault(f"sgemm of {pathlib.Path(blas).name}", []).append(
            [float(by_clock) / flop_a_symbol(units), float(by_cpu) / flop_a_symbol(units)])
    table = Table("text", options)
    for name, rounds_of in rates.items():
        table.add(f"LSTM {units}, --threads {options.threads}", name, symbols_a_second=statistics.median(r[0] for r in rounds_of),
                  symbols_a_cpu_second=statistics.median(r[1] for r in rounds_of))
    table.write()


if __name__ == "__main__":
    main()
