export const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'

/**
 * What makes a broker secure, wherever it is: clients come by SASL over TLS, brokers, controllers and the operator by certificate,
 * nobody may do what no ACL says, and everything has three replicas. docker-compose.yml has the same; a test compares the two.
 */
export const securityProperties: Readonly<Record<string, string>> = {
  'listener.security.protocol.map': 'CLIENTS:SASL_SSL,INTERNAL:SSL,CONTROLLER:SSL',
  'inter.broker.listener.name': 'INTERNAL',
  'controller.listener.names': 'CONTROLLER',
  'ssl.keystore.type': 'PKCS12',
  'ssl.truststore.type': 'PEM',
  'listener.name.internal.ssl.client.auth': 'required',
  'listener.name.controller.ssl.client.auth': 'required',
  'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'listener.name.clients.scram-sha-512.sasl.jaas.config': scram,
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'false',

  'default.replication.factor': '3',
  'min.insync.replicas': '2',
  'offsets.topic.replication.factor': '3',
  'transaction.state.log.replication.factor': '3',
  'transaction.state.log.min.isr': '2',
  'share.coordinator.state.topic.replication.factor': '3',
  'share.coordinator.state.topic.min.isr': '2',
}
