/** Under this name lie the entries of a store's indexes, beside its rows. No store can have it: it is no name of a topic. */
export const indexStore = (store: string): string => `${store}\u0001`
