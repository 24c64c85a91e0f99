// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import AutoNumberField from './AutoNumberField.vue'
import MeterBar from './MeterBar.vue'
import NumberField from './NumberField.vue'

describe('a field of a setting', () => {
  it('is described by the line under it', () => {
    const field = mount(NumberField, { props: { modelValue: 3, label: 'Patience', hint: 'Epochs without a better value.', min: 0 } })
    const input = field.get('input')
    expect(field.get(`#${input.attributes('aria-describedby') ?? ''}`).text()).toBe('Epochs without a better value.')
    expect(field.get('label').attributes('for')).toBe(input.attributes('id'))
  })
  it('shows its error in place of the line', () => {
    const field = mount(NumberField, { props: { modelValue: 3, label: 'Patience', hint: 'Epochs.', error: 'Longer than the training.' } })
    expect(field.get('[role="alert"]').text()).toBe('Longer than the training.')
    expect(field.text()).not.toContain('Epochs.')
  })
  it('passes on what can be, and says why it does not pass on what cannot', async () => {
    const field = mount(NumberField, { props: { modelValue: 3, label: 'Restarts', hint: 'So often.', min: 0, max: 100, whole: true } })
    const input = field.get('input')
    await input.setValue('7')
    expect(field.emitted('update:modelValue')).toEqual([[7]])
    await input.setValue('101')
    expect(field.emitted('update:modelValue')).toEqual([[7]])
    expect(field.get('[role="status"]').text()).toMatch(/stays\.$/)
  })
  it('of a number or automatic shows the number that automatic stands for, and is described too', async () => {
    const field = mount(AutoNumberField, { props: { modelValue: 'auto', label: 'Batch size', name: 'batch size', hint: 'Rows a step.', resolved: 256, min: 1, max: 1000 } })
    const input = field.get('input[role="spinbutton"]')
    expect((input.element as HTMLInputElement).value).toBe('256')
    expect(field.get(`#${input.attributes('aria-describedby') ?? ''}`).text()).toBe('Rows a step.')
    await field.get('input[type="checkbox"]').setValue(false)
    expect(field.emitted('update:modelValue')).toEqual([[256]])
  })
})

describe('a meter', () => {
  it('never leaves its bar, and is empty where nothing is known', () => {
    const styleOf = (share: number | null) => mount(MeterBar, { props: { share } }).get('.meter span').attributes('style')
    expect([0.3, 1.2, -1, null].map(styleOf)).toEqual(['transform: scaleX(0.3);', 'transform: scaleX(1);', 'transform: scaleX(0);', 'transform: scaleX(0);'])
  })
})
