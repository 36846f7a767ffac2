#!/usr/bin/env python3
"""Writes brackets.txt: brackets of three kinds, nested up to four deep, among letters that mean nothing, in lines that
end at depth 0 after 60 characters or more. Which bracket closes, only the one that opened tells, however far back."""
import random

random.seed(1)
pairs = {"(": ")", "[": "]", "{": "}"}
lines = []
for _ in range(700):
    line, open_ones = "", []
    while len(line) < 60 or open_ones:
        drawn = random.random()
        if drawn < 0.16 and open_ones:
            line += pairs[open_ones.pop()]
        elif drawn < 0.28 and len(open_ones) < 4 and len(line) < 60:
            open_ones.append(random.choice("([{"))
            line += open_ones[-1]
        else:
            line += random.choice("ab ")
    lines.append(line)
with open("brackets.txt", "w") as out:
    out.write("\n".join(lines) + "\n")
