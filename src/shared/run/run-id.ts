/** Time and randomness: sorts by creation, unique without asking anyone. */
export const runIdPattern = /^r-\d{8}-\d{6}-[0-9a-z]{5}$/
