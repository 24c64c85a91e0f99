"""Makes a model's inputs of raw rows, as Crossfade did when the model was trained. Needs NumPy.

    pipeline = json.load(open("pipeline.json"))
    inputs = prepare(read_table("new_rows.csv", pipeline), pipeline)   # float32, one row a row, one column a feature

A column is found by its name; one that the table does not have counts as missing in every row.
"""
import csv
import datetime
import operator
import re
from statistics import NormalDist

import numpy as np

quantile_of_normal = np.vectorize(NormalDist().inv_cdf, otypes=[float])
EPOCH = datetime.datetime(1970, 1, 1)
ISO = r"0*%Y([-/\\ ])%m\2%d(?:(?:T|\s)\s*%H:%M(?::%S(?:\.(?P<f>\d{0,6})\d*)?(?:Z|[+-]\d\d(?::?\d\d)*|\s+UTC)?)?)?"


def read_table(path, pipeline):
    """Columns of a CSV by name, cells as text; None where a cell is missing."""
    reading = pipeline["reading"]
    missing = {"", *reading.get("na", [])}
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file, delimiter=reading.get("delimiter", ","), quotechar=reading.get("quote") or '"'))
    return {name: [None if row[i] in missing else row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def number(text, reading):
    """A cell as a number; NaN where it is none."""
    text = text.strip()
    decimal, thousands = reading.get("decimal", "."), reading.get("thousands", "")
    if thousands:
        whole = r"[+-]?(\d{1,3}(%s\d{3})+|\d+)(%s\d*)?([eE][+-]?\d+)?" % (re.escape(thousands), re.escape(decimal))
        if not re.fullmatch(whole, text):
            return np.nan
        text = text.replace(thousands, "")
    elif decimal == "," and "." in text:
        return np.nan
    try:
        value = float(text.replace(",", ".") if decimal == "," else text)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def date(text, form):
    """Seconds since 1970 by the clock that is written: a zone behind it counts for nothing. Years 1 to 9999."""
    digits = lambda m: r"(?P<%s>\d{1,%d})" % (m[1], 4 if m[1] == "Y" else 2)
    pattern = re.sub("%(.)", digits, ISO if form == "iso" else re.escape(form).replace("\\ ", r"\s+"))
    try:
        part = re.fullmatch(pattern, text.strip(), re.ASCII).groupdict("")
        clock = [int(part.get(name) or 0) for name in "YmdHMS"] + [int(part.get("f", "").ljust(6, "0"))]
        late = form == "iso" and clock[3:] == [24, 0, 0, 0]
        clock[3] -= 24 * late
        return (datetime.datetime(*clock) - EPOCH).total_seconds() + 86400 * late
    except (AttributeError, ValueError):
        return np.nan


def numbers(cells, reader, reading):
    """A column of cells as the numbers that its reader makes of them."""
    def boolean(text):
        word = category(text, {"numeric": "1" in reader["yes"]}, reading).strip().lower()
        return 1.0 if word in reader["yes"] else 0.0 if word in reader["no"] else np.nan
    one = {"number": lambda t: number(t, reading), "date": lambda t: date(t, reader["format"]), "boolean": boolean}[reader["kind"]]
    return np.array([np.nan if cell is None else one(cell) for cell in cells], float)


def category(text, reader, reading):
    """A cell as a category: where cells are numbers, 1, 1.0 and 01 are written alike."""
    value = number(text, reading) if text is not None and reader.get("numeric") else np.nan
    if np.isnan(value):
        return text
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def part_of_date(seconds, part):
    if part == "time":
        return seconds
    read = datetime.datetime.weekday if part == "weekday" else operator.attrgetter(part)
    return np.array([np.nan if np.isnan(s) else read(EPOCH + datetime.timedelta(seconds=s)) for s in seconds], float)


def apply(values, operation):
    """One fitted operation on a column of numbers."""
    kind = operation["kind"]
    if kind == "fill":
        return np.where(np.isnan(values), operation["value"], values)
    if kind == "clip":
        return np.clip(values, operation["low"], operation["high"])
    if kind == "linear":
        return (values - operation["shift"]) / operation["scale"]
    if kind == "log1p":
        return np.sign(values) * np.log1p(np.abs(values))
    knots = np.array(operation["knots"])  # rank-normal: the standard normal value at the rank among the knots
    steps = np.arange(len(knots))
    below = np.interp(values, knots, steps)
    above = -np.interp(-values, -knots[::-1], -steps[::-1])
    rank = (below + above) / 2 / (len(knots) - 1) if len(knots) > 1 else values * 0 + 0.5
    return np.where(np.isnan(values), np.nan, quantile_of_normal(np.clip(np.nan_to_num(rank), 1e-7, 1 - 1e-7)))


def one_hot(cells, column):
    out = np.zeros((len(cells), len(column["features"])))
    place = {category: i for i, category in enumerate(column["categories"])}
    other = len(column["features"]) - 1 if column["other"] else None
    place.update({category: other for category in column["pooled"]})
    unseen = other if column["unseen"] == "other" else None
    own = len(column["categories"]) if column["missing"] else unseen
    for row, cell in enumerate(cells):
        at = place.get(cell if cell is not None else column["missingAs"], unseen)
        at = own if cell is None and column["missingAs"] is None else at
        if at is not None:
            out[row, at] = 1
    return out


def look_up(cells, column):
    known = dict(zip(column["categories"], column["values"]))
    missing = column["missingValue"] if column["missingAs"] is None else known.get(column["missingAs"], column["unseenValue"])
    out = np.array([missing if cell is None else known.get(cell, column["unseenValue"]) for cell in cells], float)
    out = out.reshape(len(cells), len(column["features"]))
    for i, operations in enumerate(column["operations"]):
        for operation in operations:
            out[:, i] = apply(out[:, i], operation)
    return out


def prepare(table, pipeline):
    """Inputs of the model, float32 [rows, features], of columns of cells by name."""
    rows = len(next(iter(table.values())))
    made = []
    for column in pipeline["columns"]:
        cells = table.get(column["name"], [None] * rows)
        if column["kind"] != "numbers":
            texts = [category(cell, column["reader"], pipeline["reading"]) for cell in cells]
            made.append((one_hot if column["kind"] == "one-hot" else look_up)(texts, column))
            continue
        raw = numbers(cells, column["reader"], pipeline["reading"])
        for output in column["outputs"]:
            source = output["source"]
            values = raw if source["kind"] == "value" else np.isnan(raw).astype(float)
            if source["kind"] == "part":
                values = part_of_date(raw, source["part"])
            for operation in output["operations"]:
                values = apply(values, operation)
            made.append(values[:, None])
    return np.hstack(made).astype(np.float32)
