#!/bin/sh
# init.sh <bootstrap servers> <command config> <file with the password> [user] [application]: the user, and what it is allowed.
set -eu
user=${4:-cabinet}
kafka-configs.sh --bootstrap-server "$1" --command-config "$2" --alter \
  --entity-type users --entity-name "$user" --add-config "SCRAM-SHA-512=[password=$(cat "$3")]"
sh "$(dirname "$0")/acls.sh" "$1" "$2" "$user" "${5:-cabinet}"
