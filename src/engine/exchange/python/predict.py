"""Predicts the rows of a CSV with this folder's model: python3 predict.py rows.csv predictions.csv. Needs NumPy.

preparation.py makes the inputs of the raw cells; network.json lists the layers in the order in which they are
computed, with the files of their weights. One line comes out for each row, in the same order: for classes
prediction, score and one column a class; for a regression the prediction.
"""
import csv
import json
import math
import sys
from pathlib import Path

import numpy as np

from preparation import prepare, read_table

HERE = Path(__file__).resolve().parent
PIPELINE = json.loads((HERE / "pipeline.json").read_text(encoding="utf-8"))
NETWORK = json.loads((HERE / "network.json").read_text(encoding="utf-8"))
erf = np.vectorize(math.erf, otypes=[float])


def softmax(x):
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def elu(x):
    return np.where(x >= 0, x, np.expm1(np.minimum(x, 0)))


def selu(x):
    return 1.0507009873554805 * np.where(x >= 0, x, 1.6732632423543772 * np.expm1(np.minimum(x, 0)))


ACTIVATIONS = {
    "linear": lambda x, a: x,
    "relu": lambda x, a: np.clip(x, 0, a["most"]),
    "leaky-relu": lambda x, a: np.where(x >= 0, x, x * a["slope"]),
    "elu": lambda x, a: elu(x),
    "selu": lambda x, a: selu(x),
    "gelu": lambda x, a: 0.5 * x * (1 + erf(x / math.sqrt(2))),
    "swish": lambda x, a: x * sigmoid(x),
    "tanh": lambda x, a: np.tanh(x),
    "sigmoid": lambda x, a: sigmoid(x),
    "softplus": lambda x, a: np.logaddexp(0, x),
    "softmax": lambda x, a: softmax(x),
}


def normalized(x, mean, variance, node, weights):
    return (x - mean) / np.sqrt(variance + node["epsilon"]) * weights["gamma"] + weights["beta"]


def output_of(node, inputs, weights):
    """What a layer puts out; dropout and noise do nothing outside training."""
    x, kind = inputs[0], node["kind"]
    if kind == "dense":
        return x @ weights["kernel"] + weights.get("bias", 0)
    if kind == "activation":
        return ACTIVATIONS[node["activation"]["name"]](x, node["activation"])
    if kind == "batch-normalization":
        return normalized(x, weights["moving_mean"], weights["moving_variance"], node, weights)
    if kind == "layer-normalization":
        return normalized(x, x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True), node, weights)
    return sum(inputs[1:], x) if kind == "add" else x


def run(features):
    """Outputs of the network, [rows, outputs]."""
    made = []
    for node in NETWORK["nodes"]:
        weights = {name: np.load(HERE / file) for name, file in node.get("weights", {}).items()}
        made.append(output_of(node, [made[i] for i in node["inputs"]] or [features], weights).astype(np.float32))
    return made[-1]


def predict(table):
    """Rows of (prediction, score, one score a class), or of (prediction,) for a regression; and their header."""
    outputs, target = run(prepare(table, PIPELINE)), PIPELINE["target"]
    if target["kind"] == "number":
        return ["prediction"], [[float(y) * target["std"] + target["mean"]] for y in outputs[:, 0]]
    classes = target["classes"]
    scores = outputs if outputs.shape[1] == len(classes) else np.hstack([1 - outputs, outputs])
    chosen, positive = scores.argmax(axis=1), NETWORK["positive"]
    if len(classes) == 2 and positive["threshold"] is not None:
        chosen = np.where(scores[:, positive["index"]] >= positive["threshold"], positive["index"], 1 - positive["index"])
    rows = [[classes[c], float(row[c]), *map(float, row)] for c, row in zip(chosen, scores)]
    return ["prediction", "score", *classes], rows


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    header, rows = predict(read_table(sys.argv[1], PIPELINE))
    with open(sys.argv[2], "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
