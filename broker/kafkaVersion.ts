/** The Kafka that we start, in Docker as on the JVM. broker/pom.xml and docker-compose.yml say the same; a test holds them. */
export const kafkaVersion = '4.3.1'
export const kafkaImage = `apache/kafka:${kafkaVersion}`
