#!/usr/bin/env python3
"""Writes parens.txt: nested brackets with digits that spell the depth (0 to 4), each step uniform among what is
allowed there, in lines that end at depth 0 after 40 characters or more."""
import random

random.seed(1)
lines = []
for _ in range(400):
    line, depth = "", 0
    while len(line) < 40 or depth > 0:
        allowed = [str(depth)] + (["("] if depth < 4 else []) + ([")"] if depth > 0 else [])
        symbol = random.choice(allowed)
        depth += {"(": 1, ")": -1}.get(symbol, 0)
        line += symbol
    lines.append(line)
with open("parens.txt", "w") as out:
    out.write("\n".join(lines) + "\n")
