#!/bin/sh
# acls.sh <bootstrap servers> <command config> [user] [application]: what the cabinet is allowed (docs/production.md).
# Written from deploy/acls.ts: node deploy/writeAcls.ts
set -eu
servers=$1 config=$2 user=${3:-cabinet} application=${4:-cabinet}
acls() { kafka-acls.sh --bootstrap-server "$servers" --command-config "$config" "$@" >/dev/null; }

# The events, dead letters and the audit trail: read, published, created where they are missing, and looked at whether they keep everything.
acls --add \
  --allow-principal "User:$user" \
  --operation Read \
  --operation Write \
  --operation Create \
  --operation DescribeConfigs \
  --topic patient.created \
  --topic patient.updated \
  --topic patient.deleted \
  --topic medecin.created \
  --topic medecin.updated \
  --topic medecin.available \
  --topic medecin.unavailable \
  --topic rendezvous.created \
  --topic rendezvous.confirmed \
  --topic rendezvous.cancelled \
  --topic rendezvous.completed \
  --topic rendezvous.rejected \
  --topic consultation.created \
  --topic consultation.completed \
  --topic consultation.cancelled \
  --topic facture.created \
  --topic facture.failed \
  --topic facture.paid \
  --topic facture.cancelled \
  --topic facture.overdue \
  --topic paiement.pending \
  --topic paiement.completed \
  --topic paiement.failed \
  --topic creneau.libere \
  --topic notification.requested \
  --topic cabinet.dlq \
  --topic cabinet.dlq.traitement \
  --topic cabinet.audit

# Dead letters that were treated: for `cabinet dlq purge` alone.
acls --add \
  --allow-principal "User:$user" \
  --operation Delete \
  --topic cabinet.dlq

# Its own: changelogs, what goes between its parts (the records that were processed are deleted), generations.
acls --add \
  --allow-principal "User:$user" \
  --operation Read \
  --operation Write \
  --operation Create \
  --operation Delete \
  --operation DescribeConfigs \
  --operation AlterConfigs \
  --topic "$application" \
  --resource-pattern-type prefixed

# Whether brokers lost markers of its own transactions there (docs/exactly-once.md).
acls --add \
  --allow-principal "User:$user" \
  --operation Read \
  --topic __consumer_offsets

# Its groups: joined and committed to; made anew for a changed topology; session timeout and standbys are settings of theirs.
acls --add \
  --allow-principal "User:$user" \
  --operation Read \
  --operation Delete \
  --operation AlterConfigs \
  --group "$application" \
  --resource-pattern-type prefixed

# Its transactions.
acls --add \
  --allow-principal "User:$user" \
  --operation Write \
  --transactional-id "$application" \
  --resource-pattern-type prefixed

# How many bytes topics have: for the plan of `cabinet reset` alone.
acls --add \
  --allow-principal "User:$user" \
  --operation Describe \
  --cluster
