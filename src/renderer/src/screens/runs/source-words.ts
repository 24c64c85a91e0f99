/** The programs whose runs can be read. */
export const sourceWords = { tensorboard: 'TensorBoard', mlflow: 'MLflow' } as const
