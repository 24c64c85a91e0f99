"""Holds the reader to what Crossfade itself says of a run: python3 test_crossfade_reader.py WORKSPACE SHOW.json

SHOW.json is what `crossfade show RUN --json` printed. Runs with pandas and without it.
"""
import json
import sys
import tempfile
from pathlib import Path

import crossfade_reader as crossfade


def rows_of(table):
    return table if crossfade.pandas is None else table.to_dict("records")


def check(workspace, shown):
    told = shown
    summaries = rows_of(crossfade.runs(workspace))
    summary = next(row for row in summaries if row["id"] == told["id"])
    assert summary["status"] == told["status"]
    run = crossfade.run(workspace, told["id"][:-2])
    assert run.id == told["id"] and crossfade.run(workspace, run.name).id == run.id
    assert [row["epoch"] for row in rows_of(run.epochs())] == [line["epoch"] for line in shown["metrics"]]
    for part in ("validation", "test"):
        evaluation = shown["evaluation"][part]
        predictions = rows_of(run.predictions(part))
        assert len(predictions) == evaluation["rows"]
        if run.task == "classification":
            right = sum(row["truth"] == row["prediction"] for row in predictions) / len(predictions)
            assert abs(right - evaluation["metrics"]["accuracy"]["value"]) < 1e-12, (right, evaluation["metrics"]["accuracy"])
            matrix = run.confusion(part)
            counts = matrix.values.tolist() if crossfade.pandas is not None else [[row[name] for name in run.classes] for row in matrix]
            assert counts == evaluation["confusion"]
        else:
            error = sum(abs(row["truth"] - row["prediction"]) for row in predictions) / len(predictions)
            assert abs(error - evaluation["metrics"]["mae"]["value"]) < 1e-3 * max(1, error), (error, evaluation["metrics"]["mae"])


def check_damage():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.npy"
        path.write_bytes(b"\x93NUMPY\x01\x00" + (70).to_bytes(2, "little") + b"{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }".ljust(70) + b"\0" * 8)
        try:
            crossfade.read_npy(path)
            raise AssertionError("a cut-off array was read")
        except ValueError:
            pass
        assert rows_of(crossfade.runs(folder)) == []


if __name__ == "__main__":
    check(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
    check_damage()
    print("pandas" if crossfade.pandas is not None else "plain")
