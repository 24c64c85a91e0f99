/** What a column that says which part a row belongs to may hold, in small letters; a column of numbers 0 (training) and 1 (test). */
export const splitWords = {
  train: ['train', 'training', 'tr', 'fit'],
  validation: ['validation', 'valid', 'val', 'dev', 'development'],
  test: ['test', 'testing', 'holdout', 'hold-out', 'eval'],
} as const
