/**
 * Names of the outputs of TensorFlow's operations (their op definitions, tensorflow/core/ops/*.cc). Inside a function a value is
 * called node:output:index, and nothing that tfjs-node offers tells these names, so an operation that is not here cannot be recorded.
 */
const byOutput: Readonly<Record<string, string>> = {
  z: `Add AddV2 Sub Mul RealDiv Div DivNoNan Maximum Minimum Pow Mod FloorMod FloorDiv SquaredDifference Equal NotEqual Greater
    GreaterEqual Less LessEqual LogicalAnd LogicalOr Atan2`,
  y: `Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Cos Cosh Erf Exp Expm1 Floor IsNan IsFinite IsInf Log Log1p LogicalNot Neg OnesLike
    Reciprocal Round Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh Transpose ZerosLike`,
  output: `All Any ArgMax ArgMin BatchMatMulV2 BiasAdd BroadcastTo ClipByValue ConcatV2 Const Cumsum ExpandDims Fill GatherV2 Identity Max
    Mean Min OneHot Pack PadV2 Prod Reshape Select SelectV2 Slice StatelessRandomUniformFullInt StridedSlice Sum TensorScatterUpdate Tile`,
  activations: 'Elu LeakyRelu Relu Relu6 Selu Softplus Softsign',
  backprops: 'EluGrad LeakyReluGrad ReluGrad',
  product: 'MatMul',
  sum: 'AddN',
  softmax: 'Softmax',
  logsoftmax: 'LogSoftmax',
  value: 'ReadVariableOp',
}

const outputs = new Map<string, string>()
for (const [output, operations] of Object.entries(byOutput)) {
  for (const operation of operations.split(/\s+/)) outputs.set(operation, output)
}

/** The name of the (first) output of an operation; null when it is not known. */
export const outputName = (operation: string): string | null => outputs.get(operation) ?? null
