#!/usr/bin/env python3
"""Training of character models by rssviz beside PyTorch, in turns in one run: symbols a second.

    ./do bench text [--rounds 3] [--units 128] [--windows 20]

An LSTM on a text of random letters of 87 kinds: 100 streams, windows of 100, RMSProp, element-wise clip at 5, states carried on, 2
threads each. PyTorch: nn.LSTM over one-hot symbols, cross-entropy of all steps at once. rssviz: `train --task text`, seconds of
timings.json, the losses of 1 % of the text on validation and test among them. --small: one round, 32 units, 2 windows.
"""
import json, pathlib, random, statistics, subprocess, sys, tempfile

from bench_table import Table, arguments

TORCH = """
import sys, time, torch
units, windows = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(2)
torch.manual_seed(1)
symbols, streams, steps = 87, 100, 100
lstm, readout = torch.nn.LSTM(symbols, units), torch.nn.Linear(units, symbols)
parameters = [*lstm.parameters(), *readout.parameters()]
optimizer = torch.optim.RMSprop(parameters, lr=2e-3, alpha=0.95, eps=1e-8)
text = torch.randint(symbols, (windows * steps + 1, streams))
state = (torch.zeros(1, streams, units), torch.zeros(1, streams, units))
start = time.perf_counter()
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
print(time.perf_counter() - start)
"""


def rssviz(program, folder, units, windows):
    letters = [bytes([32 + k]) for k in range(87)]
    rng = random.Random(1)
    text = folder / "text.txt"
    text.write_bytes(b"".join(rng.choices(letters, k=int((windows * 100 + 1) * 100 / 0.98) + 200)))
    subprocess.run([program, "train", "--task", "text", "--text", text, "--cell", "lstm", "--units", str(units), "--preset",
                    "paper", "--split", "98,1,1", "--split-by", "end", "--epochs", "1", "--threads", "2", "-q", "-o",
                    folder / "run"], check=True)
    seconds = json.loads((folder / "run/timings.json").read_text())["training_seconds"]
    return seconds[-1] - seconds[0]


def main():
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--units", type=int, default=128)
    parser.add_argument("--windows", type=int, default=20)
    options = parser.parse_args()
    units, windows = (32, 2) if options.small else (options.units, options.windows)
    rounds = 1 if options.small else options.rounds
    times = {"rssviz": [], "PyTorch": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            times["rssviz"].append(rssviz(options.program, pathlib.Path(folder), units, windows))
        done = subprocess.run([sys.executable, "-c", TORCH, str(units), str(windows)], check=True, capture_output=True)
        times["PyTorch"].append(float(done.stdout))
    table = Table("text", options)
    for name, seconds in times.items():
        table.add(f"LSTM {units}", name, symbols_a_second=10000 * windows / statistics.median(seconds))
    table.write()


if __name__ == "__main__":
    main()
