import mlflowLoader from './mlflow_loader.py?raw'
import network from './predict.py?raw'
import preparation from './preparation.py?raw'
import tensorBoardReader from './read_events.py?raw'

/** The Python programs that go with an export, as they lie beside this file: they are read, run and tested as Python. */
export const preparationScript: string = preparation
/** Imports preparation.py from its own folder. */
export const networkScript: string = network
/** Goes with a model that is sent to a tracking server: MLflow's own loader of ONNX gives columns a shape that the graph does not take. */
export const mlflowLoaderScript: string = mlflowLoader
/** Asks TensorBoard's own reader what stands in event files. */
export const tensorBoardReaderScript: string = tensorBoardReader
