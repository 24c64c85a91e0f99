"""What engine.mjs compares with: Keras on the same numbers.

engine-keras.py epoch '{"layers": …, "batch": 32, "prepared": DIR, "epochs": 1}'   prints {"epochMs": …}; with 0 epochs, one untimed epoch
engine-keras.py penguins FILE                                                     a whole script: read, prepare, train, evaluate
"""
import json
import os
import sys
import time

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras
import numpy as np


def network(inputs, layers, classes):
    kinds = {
        'dense': lambda layer: keras.layers.Dense(layer['units'], layer['activation']),
        'batch-normalization': lambda layer: keras.layers.BatchNormalization(),
        'dropout': lambda layer: keras.layers.Dropout(layer['rate']),
    }
    stack = [kinds[layer['kind']](layer) for layer in layers]
    model = keras.Sequential([keras.Input((inputs,)), *stack, keras.layers.Dense(classes, 'softmax')])
    model.compile(keras.optimizers.Adam(0.001), 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return model


def epoch(case):
    x, y = np.load(f"{case['prepared']}/features.npy"), np.load(f"{case['prepared']}/labels.npy").astype('i4')
    model, batch = network(x.shape[1], case['layers'], 114), case['batch']
    if case['epochs'] > 0:
        model.fit(x[:20 * batch], y[:20 * batch], batch_size=batch, epochs=1, verbose=0)
    started, before = time.perf_counter(), time.process_time()
    model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    print(json.dumps({'epochMs': 1000 * (time.perf_counter() - started), 'cpuMs': 1000 * (time.process_time() - before)}))


def penguins(path):
    import pandas as pd
    table = pd.read_csv(path)
    labels = table.species.astype('category').cat.codes.to_numpy()
    features = pd.get_dummies(table.drop(columns='species')).astype('f4')
    rng = np.random.default_rng(42)
    order = rng.permutation(len(table))
    test, validation, train = np.split(order, [len(table) // 5, len(table) * 3 // 10])
    features = features.fillna(features.iloc[train].median())
    x = ((features - features.iloc[train].mean()) / (features.iloc[train].std() + 1e-9)).to_numpy()
    model = network(x.shape[1], [{'kind': 'dense', 'units': 16, 'activation': 'relu'}], 3)
    model.fit(x[train], labels[train], batch_size=16, epochs=100, verbose=0, validation_data=(x[validation], labels[validation]))
    print(json.dumps({'accuracy': model.evaluate(x[test], labels[test], verbose=0)[1]}))


if sys.argv[1] == 'penguins':
    penguins(sys.argv[2])
else:
    epoch(json.loads(sys.argv[2]))
