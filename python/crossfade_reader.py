"""Reads a Crossfade workspace from Python: the runs, their epochs, predictions and confusion matrices.

    import crossfade_reader as crossfade
    runs = crossfade.runs("~/Crossfade")                 # one row a run
    songs = crossfade.run("~/Crossfade", "songs")        # by id, a unique beginning of it, or a unique name
    songs.epochs(), songs.predictions("test"), songs.confusion("test")

Needs nothing but Python 3.8. Tables are pandas DataFrames where pandas is installed, else lists of dictionaries. Only files are
read, as docs/run-format.md describes them; nothing is written, and a run that is being trained can be read too.
"""
import array
import json
import re
import sys
from pathlib import Path

try:
    import pandas
except ImportError:
    pandas = None

__all__ = ["Run", "run", "runs", "read_npy"]


def _table(rows):
    return rows if pandas is None else pandas.DataFrame(rows)


def _json(path):
    """A JSON file; None where there is none. One that cannot be read is an error, never a guess."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def read_npy(path):
    """A .npy file of float32 or int32 as (shape, flat array)."""
    data = Path(path).read_bytes()
    if data[:8] != b"\x93NUMPY\x01\x00":
        raise ValueError(f"{path} is no NumPy array of format 1.0")
    length = int.from_bytes(data[8:10], "little")
    header = data[10:10 + length].decode("latin-1")
    kind = re.search(r"'descr': '([^']+)'", header).group(1)
    shape = tuple(int(size) for size in re.search(r"'shape': \(([^)]*)\)", header).group(1).split(",") if size.strip())
    numbers = array.array({"<f4": "f", "<i4": "i"}[kind])
    numbers.frombytes(data[10 + length:])
    if sys.byteorder == "big":
        numbers.byteswap()
    size = 1
    for axis in shape:
        size *= axis
    if len(numbers) != size:
        raise ValueError(f"{path} is cut off: {len(numbers)} numbers of {size}")
    return shape, numbers


class Run:
    """One run folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.record = _json(self.folder / "run.json")
        if self.record is None:
            raise FileNotFoundError(f"{self.folder} holds no run.json")
        self.notes = _json(self.folder / "notes.json") or {}

    @property
    def id(self):
        return self.record["id"]

    @property
    def name(self):
        return self.notes.get("name") or self.id

    @property
    def task(self):
        return self.record["experiment"]["recipe"]["task"]

    @property
    def classes(self):
        """Names in the order of the scores; empty for a regression."""
        return (_json(self.folder / "evaluation.json") or {}).get("classes", [])

    def summary(self):
        """One flat row: what it is, its best epoch, its test metrics."""
        record = self.record
        best = record.get("best") or {}
        row = {"id": self.id, "name": self.name, "kind": record["kind"], "status": record["status"], "task": self.task}
        row.update(target=record["experiment"]["recipe"]["target"], dataset=record["dataset"]["name"], created=record["created"])
        row.update(epochs=record["epochs"], best_epoch=best.get("epoch"), tags=", ".join(self.notes.get("tags", [])))
        for part, values in (("training", best.get("training")), ("validation", best.get("validation")), ("test", record.get("test"))):
            row.update({f"{part}_{name}": value for name, value in (values or {}).items() if name != "scoredAt"})
        return row

    def epochs(self):
        """One row an epoch. A torn last line was never finished; of an epoch that stands twice, the later line counts."""
        lines = {}
        path = self.folder / "metrics.jsonl"
        for text in path.read_text(encoding="utf-8").split("\n") if path.exists() else []:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            validation = line.pop("validation", None) or {}
            lines[line["epoch"]] = {**line, **{f"validation_{name}": value for name, value in validation.items()}}
        return _table([lines[epoch] for epoch in sorted(lines)])

    def scores(self, part="test"):
        """(row numbers in the file, true labels or numbers, scores or predictions row by row) of the scored rows."""
        folder = self.folder / "scores"
        shape, scores = read_npy(folder / f"{part}.npy")
        width = shape[1] if len(shape) > 1 else 1
        return list(read_npy(folder / f"{part}-rows.npy")[1]), list(read_npy(folder / f"{part}-labels.npy")[1]), [list(scores[i:i + width]) for i in range(0, len(scores), width)]

    def predictions(self, part="test"):
        """One row a scored row: its number in the file, what is true, what is predicted and, for classes, every score."""
        classes, made = self.classes, []
        for row, label, scores in zip(*self.scores(part)):
            if not classes:
                made.append({"row": row, "truth": label, "prediction": scores[0]})
                continue
            both = scores if len(scores) == len(classes) else [1 - scores[0], scores[0]]
            made.append({"row": row, "truth": classes[int(label)], "prediction": classes[self._chosen(both)], **dict(zip(classes, both))})
        return _table(made)

    def _chosen(self, scores):
        training = self.record["experiment"]["training"]
        threshold = training.get("threshold")
        if len(scores) == 2 and threshold is not None:
            positive = 0 if training.get("positiveClass") == self.classes[0] else 1
            return positive if scores[positive] >= threshold else 1 - positive
        return scores.index(max(scores))

    def confusion(self, part="test"):
        """Rows are true classes, columns predicted ones."""
        found = (_json(self.folder / "evaluation.json") or {}).get(part)
        if not found or found.get("confusion") is None:
            raise ValueError(f"{self.id} has no confusion matrix of its {part} rows")
        if pandas is None:
            return [dict(zip(self.classes, row), truth=name) for name, row in zip(self.classes, found["confusion"])]
        return pandas.DataFrame(found["confusion"], index=pandas.Index(self.classes, name="truth"), columns=self.classes)


def _folders(workspace):
    runs_folder = Path(workspace).expanduser() / "runs"
    return sorted(path for path in runs_folder.iterdir() if (path / "run.json").exists()) if runs_folder.exists() else []


def runs(workspace):
    """One row a run, newest first. A run that cannot be read is left out and named on stderr."""
    rows = []
    for folder in reversed(_folders(workspace)):
        try:
            rows.append(Run(folder).summary())
        except (ValueError, KeyError) as error:
            print(f"{folder} cannot be read: {error!r}", file=sys.stderr)
    return _table(rows)


def run(workspace, named):
    """A run by its id, a unique beginning of it, or its unique name."""
    found = [folder for folder in _folders(workspace) if folder.name.startswith(named) or (_json(folder / "notes.json") or {}).get("name") == named]
    if len(found) != 1:
        raise LookupError(f"{len(found)} runs are meant by {named!r}")
    return Run(found[0])
