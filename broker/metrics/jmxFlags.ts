/** Opens JMX on this machine's loopback alone; whoever may open a connection there may ask. */
export const jmxFlags = (port: number): readonly string[] => [
  `-Dcom.sun.management.jmxremote.port=${port}`,
  `-Dcom.sun.management.jmxremote.rmi.port=${port}`,
  '-Dcom.sun.management.jmxremote.host=127.0.0.1',
  '-Djava.rmi.server.hostname=127.0.0.1',
  '-Dcom.sun.management.jmxremote.authenticate=false',
  '-Dcom.sun.management.jmxremote.ssl=false',
]
