import { describe, expect, it } from 'vitest'
import { metricLabel, metricShort, metricValue } from './metric'

describe('a metric as text', () => {
  it('shows a share in percent and another number as it is', () => {
    expect(metricValue('accuracy', 0.334)).toBe('33.4 %')
    expect(metricValue('rmse', 0.72794)).toBe('0.7279')
  })
  it('shows an R² that four decimals do not show as 0, on either side of it', () => {
    expect(metricValue('r2', -4.28e-5)).toBe('0')
    expect(metricValue('r2', 2.1e-5)).toBe('0')
    expect(metricValue('r2', -0.0004584)).toBe('\u22120.0004584')
    expect(metricValue('loss', 4.28e-5)).toBe('4.28e-5')
  })
  it('has a short name for narrow places where the full one is long', () => {
    expect(metricShort('rmse')).toBe('RMSE')
    expect(metricShort('accuracy')).toBe(metricLabel('accuracy'))
  })
})
