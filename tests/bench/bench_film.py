#!/usr/bin/env python3
"""A film of a realistic scene by rssviz, by matplotlib, and the floor: x264 alone on the same raw frames.

    ./do bench film [--frames 300]

Two panels, legend, title, 30 labels, 2 x 5,000 points, 1280 x 720, crf 18, 2 encoder threads, the same preset; CPU seconds.
matplotlib's own drawing is told from a run of its writer with rawvideo to /dev/null. The scene is that of bench_film,
which is built beside the program. --small: 10 frames.
"""
import pathlib
import resource
import subprocess
import sys
import tempfile

from bench_table import Table, arguments

MATPLOTLIB = """
import sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.animation as animation
import matplotlib.pyplot as plt
import numpy as np
frames, preset, out = int(sys.argv[1]), sys.argv[2], sys.argv[3]
colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#262626"]
random = np.random.default_rng(1)
figure, panels = plt.subplots(1, 2, figsize=(12.8, 7.2), dpi=100)
figure.suptitle("Two networks learn the same task")
clouds = []
for number, axes in enumerate(panels):
    group = np.arange(5000) % 7
    start = random.normal(size=(5000, 2))
    end = 3 * np.stack([np.cos(group), np.sin(group)], 1) + .6 * random.normal(size=(5000, 2))
    dots = axes.scatter(start[:, 0], start[:, 1], c=[colors[g] for g in group], s=12, alpha=.7, linewidths=0)
    texts = [axes.text(*start[k], f"point {k}", fontsize=10) for k in range(15)]
    axes.set(xlim=(-5, 5), ylim=(-5, 5), xticks=[], yticks=[], title=("first", "second")[number] + " network")
    clouds.append((dots, texts, start, end))
handles = [plt.Line2D([], [], marker="o", ls="", color=c, label=f"class {k + 1}") for k, c in enumerate(colors)]
figure.legend(handles=handles, ncol=7, loc="lower center")
def update(number):
    for dots, texts, start, end in clouds:
        at = start + number / frames * (end - start)
        dots.set_offsets(at)
        for text, place in zip(texts, at):
            text.set_position(place)
film = animation.FuncAnimation(figure, update, frames=frames)
if out == "-":
    writer = animation.FFMpegWriter(fps=30, codec="rawvideo", extra_args=["-f", "null"])
    film.save("/dev/null", writer=writer)
else:
    writer = animation.FFMpegWriter(fps=30, codec="libx264", extra_args=["-preset", preset, "-crf", "18", "-threads", "2"])
    film.save(out, writer=writer)
"""


def cpu_of(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, text


def main():
    options = arguments(__doc__)
    options.add_argument("--frames", type=int, default=300)
    given = options.parse_args()
    if given.small:
        given.frames = 10
    scene = str(pathlib.Path(given.program).parent / "bench_film")
    table = Table("film", given)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "film.py").write_text(MATPLOTLIB)
        drawing, _ = cpu_of([sys.executable, str(folder / "film.py"), str(given.frames), "none", "-"])
        for preset in ("veryfast", "medium"):
            _, text = cpu_of([scene, str(given.frames), preset, str(folder / "ours.mp4")])
            words = text.split()
            draw, floor, film = (float(words[i]) for i in (1, 3, 5))
            theirs, _ = cpu_of([sys.executable, str(folder / "film.py"), str(given.frames), preset,
                                str(folder / "theirs.mp4")])
            case = f"{given.frames} frames, {preset}"
            table.add(case, "rssviz", cpu_seconds=film, drawing_cpu_seconds=draw,
                      bytes=(folder / "ours.mp4").stat().st_size)
            table.add(case, "x264 alone", cpu_seconds=floor)
            table.add(case, "matplotlib", cpu_seconds=theirs, drawing_cpu_seconds=drawing,
                      bytes=(folder / "theirs.mp4").stat().st_size)
    table.write()


if __name__ == "__main__":
    main()
