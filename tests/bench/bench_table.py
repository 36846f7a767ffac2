"""What all benchmarks have alike: how the program is named, where data lies, and the table that they write.

FOLDER/bench.csv has a row for each number: bench, case, who, measure, value. A benchmark that is run again replaces its own rows.
"""
import argparse
import csv
import os

HEADER = ["bench", "case", "who", "measure", "value"]


def arguments(description):
    """Options that every benchmark takes; it adds its own."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=os.path.abspath, default="build/release/rssviz", help="rssviz")
    parser.add_argument("--folder", default="out/bench", help="where data is kept and bench.csv is written")
    parser.add_argument("--small", action="store_true", help="small sizes, one round: whether it runs, not how fast")
    return parser


class Table:
    def __init__(self, bench, options):
        self.bench, self.folder, self.rows = bench, options.folder, []
        os.makedirs(options.folder, exist_ok=True)

    def add(self, case, who, **measures):
        """measures carry their units: seconds=1.2, peak_mb=30."""
        for measure, value in measures.items():
            self.rows.append([self.bench, str(case), who, measure, f"{value:.6g}"])

    def write(self):
        """Prints this benchmark's rows and puts them into the table."""
        widths = [max(len(row[i]) for row in [HEADER] + self.rows) for i in range(len(HEADER))]
        for row in [HEADER] + self.rows:
            print("  ".join(field.ljust(width) for field, width in zip(row, widths)).rstrip())
        path = os.path.join(self.folder, "bench.csv")
        kept = []
        if os.path.exists(path):
            with open(path, newline="") as file:
                kept = [row for row in list(csv.reader(file))[1:] if row[0] != self.bench]
        with open(path + ".part", "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER] + sorted(kept + self.rows, key=lambda r: r[0]))
        os.replace(path + ".part", path)
