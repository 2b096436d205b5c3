/** Under this name lie the versions of a store's rows, beside the rows. No store can have it: it is no name of a topic. */
export const historyStore = (store: string): string => `${store}\u0002`
