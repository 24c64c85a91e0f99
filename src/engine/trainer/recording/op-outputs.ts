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

/** Operations with several outputs, each with a name of its own. */
const manyOutputs: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  TopKV2: ['values', 'indices'],
}

/** How to refer to output `index` of an operation: its name and the place within it. null when the operation is not known. */
export function outputOf(operation: string, index: number): { readonly name: string; readonly place: number } | null {
  const named = manyOutputs[operation]?.[index]
  if (named !== undefined) return { name: named, place: 0 }
  const only = outputs.get(operation)
  return only === undefined ? null : { name: only, place: index }
}
