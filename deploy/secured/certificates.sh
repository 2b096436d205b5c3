#!/bin/sh
# certificates.sh <folder> <name[,host…]>…: an authority, a certificate of it for each name, and the operator's, by keytool.
# Kafka knows the bearer as User:CN=<name>. Beside localhost, a certificate has the hosts that follow its name.
# And a password for the cabinet. For trying things out: whoever has the folder can sign anything.
set -eu
folder=$1
shift
[ ! -e "$folder/done" ] || exit 0
cd "$folder"
draw() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
password=$(draw)
printf %s "$password" >password
printf %s "$(draw)" >cabinet-password
store() { keytool -storetype PKCS12 -storepass "$password" "$@" 2>/dev/null; }

store -genkeypair -keystore ca.p12 -alias ca -dname CN=authority -ext bc:c=ca:true -ext ku:c=keyCertSign -keyalg EC -groupname secp256r1 -validity 3650
store -exportcert -rfc -keystore ca.p12 -alias ca >ca.pem
for entry in "$@" operator; do
  name=${entry%%,*}
  names="dns:localhost,ip:127.0.0.1"
  for host in $(printf %s "$entry" | tr , ' '); do names="$names,dns:$host"; done
  store -importcert -noprompt -keystore "$name.p12" -alias ca -file ca.pem
  store -genkeypair -keystore "$name.p12" -alias own -dname "CN=$name" -keyalg EC -groupname secp256r1 -validity 825
  store -certreq -keystore "$name.p12" -alias own |
    store -gencert -rfc -keystore ca.p12 -alias ca -ext "san=$names" -ext eku=serverAuth,clientAuth -validity 825 >"$name.pem"
  store -importcert -noprompt -keystore "$name.p12" -alias own -file "$name.pem"
done

cat >operator.properties <<END
security.protocol=SSL
ssl.keystore.type=PKCS12
ssl.keystore.location=$folder/operator.p12
ssl.keystore.password=$password
ssl.truststore.type=PEM
ssl.truststore.location=$folder/ca.pem
END
touch done
