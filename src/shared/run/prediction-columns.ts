/** Names of the columns of the second likeliest class and so on; there are no more of them than classes. */
export const nextNames = (classes: number, top = 1): string[] => Array.from({ length: Math.max(0, Math.min(top, classes) - 1) }, (_, place) => `prediction_${place + 2}`)
