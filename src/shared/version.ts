/** The version in package.json; a test holds the two together. */
export const crossfadeVersion = '0.1.0'
