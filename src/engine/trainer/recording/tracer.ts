import { nativeBackend } from '../tensorflow'
import type { OpAttribute, Tensor } from '../tensorflow'
import { dataTypes, operationAttribute } from './graph-text'
import type { FunctionBody, Reference } from './function-body'
import { outputOf } from './op-outputs'

/** Says why a computation cannot be recorded. */
export class NotRecordable extends Error {}

export interface Recording {
  /** The reference of a tensor that the computation made, or was given. */
  reference(tensor: Tensor): Reference
}

/**
 * Runs `compute` once and writes every native operation it executes into `body`. `bound`: tensors that stand for values of the function.
 * Tensors of other origin become constants. `compute` may bind more as it goes. Throws NotRecordable for operations whose outputs have
 * no known names and for values that JavaScript reads, since what it then does with them would not be in the recording.
 */
export function record<T>(
  body: FunctionBody,
  bound: readonly (readonly [Tensor, Reference])[],
  compute: (recording: Recording, bind: (tensor: Tensor, reference: Reference) => void) => T,
): T {
  const backend = nativeBackend()
  // A tensor's data are identified by an object that is never used again, also when the tensor is disposed of.
  const references = new Map<object, Reference>(bound.map(([tensor, reference]) => [tensor.dataId, reference]))
  const originals = { one: backend.executeSingleOutput, many: backend.executeMultipleOutputs, read: backend.readSync }
  let own = false

  const reference = (tensor: Tensor): Reference => {
    const known = references.get(tensor.dataId)
    if (known !== undefined) return known
    const type = tensor.dtype === 'float32' || tensor.dtype === 'int32' || tensor.dtype === 'bool' ? dataTypes[tensor.dtype] : null
    if (type === null) throw new NotRecordable(`a tensor of type ${tensor.dtype} cannot be recorded`)
    own = true
    const values = originals.read.call(backend, tensor.dataId)
    own = false
    const made = body.constant(type, tensor.shape, values)
    references.set(tensor.dataId, made)
    return made
  }

  const write = (op: string, attributes: readonly OpAttribute[], inputs: readonly Tensor[], results: readonly Tensor[]) => {
    const node = body.addNode(op, inputs.map(reference), attributes.map(operationAttribute).join(' '))
    results.forEach((result, index) => {
      const output = outputOf(op, index)
      if (output === null) throw new NotRecordable(`operation ${op} is not known to the recorder (recording/op-outputs.ts)`)
      references.set(result.dataId, body.output(node, output.name, output.place))
    })
  }

  backend.executeSingleOutput = (op, attributes, inputs) => {
    const result = originals.one.call(backend, op, attributes, inputs)
    write(op, attributes, inputs, [result])
    return result
  }
  backend.executeMultipleOutputs = (op, attributes, inputs, count) => {
    const results = originals.many.call(backend, op, attributes, inputs, count)
    write(op, attributes, inputs, results)
    return results
  }
  backend.readSync = (dataId) => {
    if (!own) throw new NotRecordable('the step reads values in JavaScript')
    return originals.read.call(backend, dataId)
  }
  try {
    return compute({ reference }, (tensor, bound) => references.set(tensor.dataId, bound))
  } finally {
    backend.executeSingleOutput = originals.one
    backend.executeMultipleOutputs = originals.many
    backend.readSync = originals.read
  }
}
