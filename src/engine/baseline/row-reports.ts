import { classificationReport as ofClasses, regressionReport as ofNumber } from '@shared/metrics/row-report'

/** How many classes there are: of two, one output is the probability of the second. 0: a number is predicted. */
export type Classes = number

/** What the metrics are made of (shared/metrics/row-report.ts), from outputs [rows, units] row by row: probabilities, or a standardised number. */
export function rowReports(outputs: Float32Array, labels: Float32Array, classes: Classes): Float32Array {
  return classes === 0 ? numberReports(outputs, labels) : classReports(outputs, labels, classes)
}

function numberReports(outputs: Float32Array, labels: Float32Array): Float32Array {
  const report = new Float32Array(labels.length * ofNumber.width)
  labels.forEach((label, row) => {
    const prediction = outputs[row] ?? NaN
    report[row * ofNumber.width + ofNumber.loss] = (prediction - label) ** 2
    report[row * ofNumber.width + ofNumber.prediction] = prediction
  })
  return report
}

function classReports(outputs: Float32Array, labels: Float32Array, classes: number): Float32Array {
  const report = new Float32Array(labels.length * ofClasses.width)
  const units = outputs.length / labels.length
  labels.forEach((label, row) => {
    const own = units === classes ? outputs.subarray(row * units, (row + 1) * units) : Float32Array.of(1 - (outputs[row] ?? NaN), outputs[row] ?? NaN)
    const probability = own[label] ?? 0
    let [predicted, above] = [0, 0]
    own.forEach((score, index) => {
      if (score > (own[predicted] ?? -Infinity)) predicted = index
      if (score > probability) above++
    })
    const at = row * ofClasses.width
    report[at + ofClasses.loss] = -Math.log(Math.max(probability, 1e-7))
    report[at + ofClasses.predicted] = predicted
    report[at + ofClasses.above] = classes === 2 ? (own[1] ?? 0) : above
    report[at + ofClasses.probability] = probability
  })
  return report
}
