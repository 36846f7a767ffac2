"""Figures, films and maps of states by rssviz, from Python and in a notebook. One file that needs NumPy alone.

    import rssviz
    m = rssviz.embed(h, labels={"group": y})          # h: points x units, sequences x steps x units, or a list of arrays
    m.coords, m.trust                                  # the map as an array, how far it can be trusted
    m.figure("scatter", color_by="group")              # shows itself in a notebook; .save("map.pdf")
    rssviz.figure("heat-map", h, sequences="0")
    rssviz.animate("stages", rssviz.embed(stages, align=True), duration="5s")
    rssviz.look(h, labels={"group": y})                # one page of all of it

Options are those of the command line with _ for -: color_by="group" is --color-by group, strict=True is --strict, a list is
the option several times; `rssviz figure KIND --help` lists them. What the program says on stderr of how an array was read, or
warns of, is a warning of Python's (quiet=True: not); its errors are raised as RssvizError. The program is the file that the
environment variable RSSVIZ names, else `rssviz` on the path.
"""
from __future__ import annotations

import atexit
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import warnings
from typing import Any, Mapping, Sequence

import numpy as np

__all__ = ["RssvizError", "Picture", "Film", "Map", "Page", "embed", "figure", "animate", "look", "run"]

_COORDINATES = ("scatter", "paths", "columns")  # kinds that are drawn of a map's places
_SUFFIXES = ("svg", "png", "pdf")
_ORDINARY = re.compile(r"( \d+ %|: written(;.*)?)$")  # how far it is, and that it is done: no warnings
_folder: str | None = None
_count = 0


class RssvizError(RuntimeError):
    """What the program says it can't do. exit_code: 64 usage, 65 data, 66 no such input, ... (man rssviz)."""

    def __init__(self, message: str, exit_code: int, command: Sequence[str]):
        super().__init__(message)
        self.exit_code = exit_code
        self.command = list(command)


def _place(name: str) -> pathlib.Path:
    """A fresh name in a folder that goes with the process."""
    global _folder, _count
    if _folder is None:
        _folder = tempfile.mkdtemp(prefix="rssviz-")
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    _count += 1
    place = pathlib.Path(_folder) / str(_count)
    place.mkdir()
    return place / name


def run(*words: Any, quiet: bool = False) -> str:
    """`rssviz WORDS` as it is: what it prints on standard output. Raises RssvizError."""
    program = os.environ.get("RSSVIZ") or shutil.which("rssviz")
    if program is None:
        raise FileNotFoundError("rssviz isn't on the path; set the environment variable RSSVIZ to the program")
    command = [str(program), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RssvizError(_message(_without_folder(done.stderr)), done.returncode, command)
    said = [_without_folder(line) for line in done.stderr.splitlines() if line and not _ORDINARY.search(line)]
    if said and not quiet:
        warnings.warn("\n".join(said), stacklevel=3)
    return done.stdout


def _without_folder(said: str) -> str:
    """Files that arrays were handed over in by their names alone."""
    return said if _folder is None else re.sub(re.escape(_folder) + r"[/\\]\d+[/\\]", "", said)


def _message(said: str) -> str:
    last = said.strip().splitlines()[-1] if said.strip() else "rssviz ended without a word"
    try:
        return str(json.loads(last)["error"])
    except (ValueError, KeyError, TypeError):
        return last.removeprefix("rssviz: ")


def _options(options: Mapping[str, Any]) -> list[str]:
    words: list[str] = []
    for name, value in options.items():
        option = "--" + name.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(option)
            continue
        for one in value if isinstance(value, (list, tuple)) else [value]:
            words += [option, str(one)]
    return words


def _array(values: Any) -> np.ndarray:
    """NumPy's arrays, tensors, Series and lists; texts and None stay objects."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        values = values.float() if str(values.dtype) == "torch.bfloat16" else values
    return np.asarray(values)


def _column(values: Any) -> np.ndarray:
    """One value a point or sequence: numbers as they are, all else as texts, "" where there is none."""
    column = _array(values)
    if column.dtype.kind in "biuf":
        return column
    missing = [value is None or value != value for value in column.ravel()]
    texts = ["" if none else str(value) for value, none in zip(column.ravel(), missing)]
    return np.array(texts, dtype=str).reshape(column.shape)


def _columns(labels: Any) -> dict[str, np.ndarray]:
    """A dict, a DataFrame, a Series or one array ("label") as columns by name."""
    if labels is None:
        return {}
    if hasattr(labels, "columns"):
        return {str(name): _column(labels[name].to_numpy()) for name in labels.columns}
    if isinstance(labels, Mapping):
        return {str(name): _column(values) for name, values in labels.items()}
    name = getattr(labels, "name", None)
    return {str(name) if name is not None else "label": _column(labels)}


def _joined(parts: Sequence[Any], columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Sequences of several lengths, one after another, with their number and steps; labels one a sequence are spread."""
    arrays = [_array(part) for part in parts]
    lengths = [len(part) for part in arrays]
    result = {"states": np.concatenate(arrays).astype(np.float32),
              "sequence": np.repeat(np.arange(len(arrays), dtype=np.int32), lengths),
              "step": np.concatenate([np.arange(n, dtype=np.int32) for n in lengths])}
    for name, values in columns.items():
        result[name] = np.repeat(values, lengths) if len(values) == len(arrays) else values
    return result


def _file_of(states: Any, labels: Any = None, lengths: Any = None) -> tuple[str, dict[str, np.ndarray]]:
    """The file that a subject is handed to the program as, and the columns beside it."""
    if isinstance(states, (str, os.PathLike)):
        return str(states), _columns(labels)
    if isinstance(states, Map):
        return str(states.path), _columns(labels)
    if hasattr(states, "to_csv"):  # a table: the program tells units from labels
        place = _place("states.csv")
        states.to_csv(place, index=False)
        return str(place), _columns(labels)
    columns = _columns(labels)
    if isinstance(states, (list, tuple)) and len({np.shape(part) for part in states}) > 1:
        arrays = _joined(states, columns)
    else:
        array = _array(states)
        arrays = {"states": array.astype(np.float32) if array.dtype.kind in "biuf" else array, **columns}
    if lengths is not None:
        arrays["lengths"] = _array(lengths)
    place = _place("states.npz")
    np.savez(place, **arrays)
    return str(place), {}


def _coordinates_of(subject: Any, labels: Any) -> tuple[str, dict[str, np.ndarray]]:
    if isinstance(subject, (str, os.PathLike, Map)) or hasattr(subject, "to_csv"):
        return _file_of(subject, labels)
    place = _place("map.npy")
    np.save(place, _array(subject))
    return str(place), _columns(labels)


class _Shown:
    """What was drawn: its bytes, its caption, and the recipe that makes it again."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.data = path.read_bytes()
        caption = path.with_suffix(".txt")
        self.caption = caption.read_text() if caption.exists() else ""

    @property
    def recipe(self) -> dict[str, Any]:
        """The recipe that the file carries."""
        return json.loads(run("recipe", self.path, quiet=True))

    def save(self, path: str | os.PathLike[str]) -> pathlib.Path:
        """Copies the picture; its suffix must be that of what was drawn (format=... of figure)."""
        target = pathlib.Path(path)
        if target.suffix != self.path.suffix:
            raise ValueError(f"{target.name}: this is a {self.path.suffix[1:]}; draw it again with "
                             f"format='{target.suffix[1:]}'")
        target.write_bytes(self.data)
        return target

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path.name}: {self.caption.splitlines()[0] if self.caption else ''}>"


class Picture(_Shown):
    """A figure, which a notebook shows."""

    def _repr_svg_(self) -> str | None:
        return self.data.decode() if self.path.suffix == ".svg" else None

    def _repr_png_(self) -> bytes | None:
        return self.data if self.path.suffix == ".png" else None


class Film(_Shown):
    """A film, which a notebook plays."""

    def _repr_html_(self) -> str:
        kind = "image/gif" if self.path.suffix == ".gif" else "video/" + self.path.suffix[1:]
        source = f"data:{kind};base64,{base64.b64encode(self.data).decode()}"
        if kind == "image/gif":
            return f'<img src="{source}">'
        return f'<video controls width="800" src="{source}"></video>'


class Map:
    """A map of states: coords (points x 2, float32; stages x points x 2 where aligned) and all else that its file holds."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        with np.load(path, allow_pickle=False) as archive:
            self.arrays: dict[str, np.ndarray] = {name: archive[name] for name in archive.files}
        self.coords: np.ndarray = self.arrays["coords"]

    @property
    def trust(self) -> float | np.ndarray | None:
        """Trustworthiness, of aligned maps one a stage; None where it wasn't measured."""
        value = self.arrays.get("trustworthiness")
        return None if value is None else float(value) if value.ndim == 0 or value.size == 1 else value

    def figure(self, kind: str = "scatter", **options: Any) -> Picture:
        return figure(kind, self, **options)

    def animate(self, kind: str = "stages", **options: Any) -> Film:
        return animate(kind, self, **options)

    def __repr__(self) -> str:
        return f"<Map of {' x '.join(map(str, self.coords.shape))}, trustworthiness {self.trust}>"

    def _repr_svg_(self) -> str | None:
        small = self.coords.ndim == 2 and len(self.coords) <= 20000
        return self.figure()._repr_svg_() if small and self.coords.shape[1] == 2 else None


class Page(_Shown):
    """The page of `look`: a PDF, its PNG, and the commands of its pictures."""

    def __init__(self, folder: pathlib.Path, commands: str):
        super().__init__(folder / "look.pdf")
        self.folder = folder
        self.commands = commands
        self.png = (folder / "look.png").read_bytes()

    def _repr_png_(self) -> bytes:
        return self.png


def embed(states: Any, *, labels: Any = None, lengths: Any = None, quiet: bool = False, **options: Any) -> Map:
    """The map of states (points x units, sequences x steps x units, ragged lists, DataFrames, files).

    labels: columns, one value a point or sequence, which come along into the map. align=True: the first dimension counts
    stages, one map each. Options: neighbors=15, min_dist=.1, method="pca", seed=1, axes="steps,sequences,units" ...
    """
    source, beside = _file_of(states, labels, lengths)
    if beside:
        raise TypeError("labels of a file or table stay in it: hand them to figure(...), or give arrays")
    target = _place("map.npz")
    run("embed", source, *_options(options), "-o", target, quiet=quiet)
    made = Map(target)
    for name, values in _columns(labels).items():
        if name not in made.arrays:
            raise ValueError(f"labels: '{name}' has {len(values)} values, which are neither one a point nor one a sequence")
    return made


def figure(kind: str, *subjects: Any, labels: Any = None, states: Any = None, format: str = "svg", quiet: bool = False,
           **options: Any) -> Picture:
    """A figure of maps, coordinates, states or folders of runs. format: svg, png or pdf."""
    if format not in _SUFFIXES:
        raise ValueError(f"format is one of {', '.join(_SUFFIXES)}, got {format!r}")
    words, beside = _subjects(kind, subjects, labels)
    if states is not None:
        words += ["--states", _file_of(states)[0]]
    target = _place(f"{kind}.{format}")
    run("figure", kind, *words, *beside, *_options(options), "-o", target, quiet=quiet)
    return Picture(target)


def animate(kind: str, *subjects: Any, labels: Any = None, format: str = "mp4", quiet: bool = False,
            **options: Any) -> Film:
    """A film. format: mp4, webm or gif."""
    words, beside = _subjects(kind, subjects, labels)
    target = _place(f"{kind}.{format}")
    run("animate", kind, *words, *beside, *_options(options), "-o", target, quiet=quiet)
    return Film(target)


def look(states: Any, *, labels: Any = None, lengths: Any = None, quiet: bool = False, **options: Any) -> Page:
    """One page of states: their maps, trajectories, a sequence; and the command of each picture."""
    source, beside = _file_of(states, labels, lengths)
    folder = _place("look")
    printed = run("look", source, *_label_words(beside), *_options(options), "-o", folder, quiet=quiet)
    return Page(folder, printed)


def _label_words(columns: dict[str, np.ndarray]) -> list[str]:
    if not columns:
        return []
    place = _place("labels.npz")
    np.savez(place, **columns)
    return ["--labels", str(place)]


def _subjects(kind: str, subjects: Sequence[Any], labels: Any) -> tuple[list[str], list[str]]:
    words: list[str] = []
    beside: dict[str, np.ndarray] = {}
    for subject in subjects:
        of_places = kind in _COORDINATES or kind == "stages"
        file, columns = _coordinates_of(subject, labels) if of_places else _file_of(subject, labels)
        words.append(file)
        beside.update(columns)
    return words, _label_words(beside)
