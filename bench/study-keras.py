"""What study.mjs compares with: the same grid in Keras, in a Python loop over as many processes.

study-keras.py STUDY.json JOBS      prints {"trials": …, "ms": …, "accuracies": […]}
"""
import itertools
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

started = time.perf_counter()
path, jobs = sys.argv[1], int(sys.argv[2])
with open(path) as file:
    study = json.load(file)
experiment = study['experiment']
recipe, training = experiment['recipe'], experiment['training']
table = os.path.join(os.path.dirname(os.path.abspath(path)), experiment['dataset']['path'])
data = None


def prepare():
    """As a person would: once a process, with pandas. One thread each, as the trials of Crossfade have."""
    global data
    os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
    for name in ('OMP_NUM_THREADS', 'TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'):
        os.environ[name] = '1'
    import numpy as np
    import pandas as pd
    rows = pd.read_csv(table).dropna(subset=[recipe['target']])
    labels = rows[recipe['target']].astype('category').cat.codes.to_numpy()
    order = np.random.default_rng(42).permutation(len(rows))
    test, validation = len(rows) // 5, len(rows) // 10
    train, validation = order[test + validation:], order[test:test + validation]
    features = rows[recipe['columns']['features']].astype('f4')
    features = features.fillna(features.iloc[train].median())
    features = ((features - features.iloc[train].mean()) / features.iloc[train].std()).to_numpy('f4')
    data = features[train], labels[train], features[validation], labels[validation]


def trial(values):
    import keras
    keras.utils.set_random_seed(42)
    x, y, vx, vy = data
    stack = [keras.layers.Dense(values['layers.width'], values['layers.activation']) for _ in range(values['layers.count'])]
    model = keras.Sequential([keras.Input((x.shape[1],)), *stack, keras.layers.Dense(int(y.max()) + 1, 'softmax')])
    model.compile(keras.optimizers.Adam(values['training.learningRate']), 'sparse_categorical_crossentropy', metrics=['accuracy'])
    history = model.fit(x, y, batch_size=training['batch'], epochs=training['epochs'], verbose=0, validation_data=(vx, vy))
    best = min(range(training['epochs']), key=lambda epoch: history.history['val_loss'][epoch])
    accuracy = history.history['val_accuracy'][best]
    keras.backend.clear_session()
    return accuracy


if __name__ == '__main__':
    space = study['plan']['space']
    grid = [dict(zip([one['path'] for one in space], values)) for values in itertools.product(*[one['values'] for one in space])]
    with ProcessPoolExecutor(jobs, mp_context=get_context('spawn'), initializer=prepare) as pool:
        accuracies = list(pool.map(trial, grid))
    print(json.dumps({'trials': len(grid), 'ms': 1000 * (time.perf_counter() - started), 'accuracies': accuracies}))
