"""Loads an exported ONNX graph as a model of MLflow: a table in, a table of predictions out. Needs onnxruntime, NumPy and pandas."""
import json
import os

import numpy
import onnxruntime
import pandas


def _load_pyfunc(path):
    """MLflow calls this with the graph, or with the folder it lies in."""
    return Model(os.path.join(path, "model.onnx") if os.path.isdir(path) else path)


class Model:
    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        facts = self.session.get_modelmeta().custom_metadata_map.get("crossfade.interface", "{}")
        self.outputs = json.loads(facts).get("outputs", {})

    def predict(self, table, params=None):
        """One row of predictions for each row of `table`; a column that is not there counts as missing. Classes: the label and its score."""
        table = pandas.DataFrame(table)
        fed = {one.name: cells(table, one) for one in self.session.get_inputs()}
        names = [one.name for one in self.session.get_outputs()]
        found = dict(zip(names, self.session.run(names, fed)))
        if "label" not in self.outputs:
            return pandas.DataFrame({"prediction": found[self.outputs.get("prediction", names[0])].reshape(-1)}, index=table.index)
        scores = found[self.outputs["scores"]]
        return pandas.DataFrame({"prediction": found[self.outputs["label"]].reshape(-1), "score": scores.max(axis=1)}, index=table.index)


def cells(table, wanted):
    """The values of one column as the graph takes them: [rows, 1], numbers with NaN or texts with "" where one is missing."""
    missing = [None] * len(table)
    column = table[wanted.name] if wanted.name in table.columns else pandas.Series(missing, index=table.index, dtype=object)
    if wanted.type == "tensor(string)":
        texts = ["" if pandas.isna(value) else text(value) for value in column]
        return numpy.array(texts, dtype=object).reshape(-1, 1)
    if pandas.api.types.is_datetime64_any_dtype(column):
        seconds = (pandas.to_datetime(column, utc=True) - pandas.Timestamp(0, tz="UTC")) / pandas.Timedelta(seconds=1)
        return seconds.to_numpy(dtype=numpy.float64).reshape(-1, 1)
    return pandas.to_numeric(column).to_numpy(dtype=numpy.float64, na_value=numpy.nan).reshape(-1, 1)


def text(value):
    """As a file would have it: yes/no in small letters, whole numbers without a point."""
    if isinstance(value, (bool, numpy.bool_)):
        return str(bool(value)).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
