"""Processes that a benchmark keeps: asked by a line, they answer with numbers."""
import subprocess
import sys

# A small process that starts rssviz: a child's peak counts what its parent held when it was started.
LAUNCHER = r"""
import os, sys, time
print("ready", flush=True)
for line in sys.stdin:
    command = line.rstrip("\n").split("\t")
    begin = time.time()
    _, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ), 0)
    print(time.time() - begin, usage.ru_maxrss / 1024, status, flush=True)
"""


class Worker:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.process.stdout.readline()

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return [float(x) for x in self.process.stdout.readline().split()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def launcher():
    """To be made before the caller holds much."""
    return Worker([sys.executable, "-c", LAUNCHER])


def run_in(process, command):
    """Runs a command without its output; seconds and peak memory in MB."""
    seconds, peak, status = process.ask("\t".join(command))
    if status:
        sys.exit(f"{command[0]} failed")
    return seconds, peak
