"""What TensorBoard itself reads in folders of event files: python read_events.py ASKED.json FOUND.json

ASKED.json: {"out": folder, "folders": [names in it]}. FOUND.json: {name: {"scalars": {tag: [[step, value], ...]}, "settings": {...}}}.
Ends with code 3 where TensorBoard is not there with all that its reader needs.
"""
import json
import os
import sys

try:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.hparams import plugin_data_pb2
except ImportError:
    sys.exit(3)


def settings_of(accumulator):
    """The hparams that a session starts with."""
    try:
        contents = accumulator.PluginTagToContent("hparams")
    except KeyError:
        return {}
    settings = {}
    for content in contents.values():
        data = plugin_data_pb2.HParamsPluginData.FromString(content)
        for name, value in data.session_start_info.hparams.items():
            settings[name] = getattr(value, value.WhichOneof("kind"))
    return settings


with open(sys.argv[1], encoding="utf-8") as file:
    asked = json.load(file)
found = {}
for name in asked["folders"]:
    # 0: every point, where TensorBoard would keep a sample of them.
    accumulator = EventAccumulator(os.path.join(asked["out"], *name.split("/")), size_guidance={"scalars": 0})
    accumulator.Reload()
    scalars = {tag: [[event.step, event.value] for event in accumulator.Scalars(tag)] for tag in accumulator.Tags()["scalars"]}
    found[name] = {"scalars": scalars, "settings": settings_of(accumulator)}
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(found, file)
