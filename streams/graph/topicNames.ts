/** Names of the topics that belong to one application, as Kafka Streams names them. */
export const repartitionTopic = (applicationId: string, name: string) =>
  `${applicationId}-${name}-repartition`
export const changelogTopic = (applicationId: string, store: string) => `${applicationId}-${store}-changelog`

/**
 * The id that a generation of an application runs under: its group, internal topics, transactional ids and state. The first has
 * the application's own. Ids that end like later ones are theirs alone: no application may be named so.
 */
export const generationId = (applicationId: string, generation: number) =>
  generation === 1 ? applicationId : `${applicationId}.g${generation}`
export const isGenerationId = (id: string) => /\.g\d+$/.test(id)
/** Which generation runs under an id. */
export const generationOf = (id: string): number => Number(/\.g(\d+)$/.exec(id)?.[1] ?? 1)
/** Where the generations of an application are told: one log of one partition. */
export const generationsTopic = (applicationId: string) => `${applicationId}-generations`
/** Where a generation that is not the live one writes what would go to this topic. */
export const shadowTopic = (id: string, topic: string) => `${id}-${topic}-shadow`
