import manifest from '../../../package.json' with { type: 'json' }

/** Arpeggio's own version, as its manifest states it. */
export const version = manifest.version
