/** Names of the topics that belong to one application, as Kafka Streams names them. */
export const repartitionTopic = (applicationId: string, name: string) =>
  `${applicationId}-${name}-repartition`
export const changelogTopic = (applicationId: string, store: string) => `${applicationId}-${store}-changelog`
