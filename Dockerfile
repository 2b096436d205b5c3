# syntax=docker/dockerfile:1
# The cabinet: `docker build -t cabinet .`, for linux/amd64 and linux/arm64 (docs/production.md).
ARG NODE=node:24.21.0-bookworm-slim

# The console's pages are the same on every platform: built once, where the build runs.
FROM --platform=$BUILDPLATFORM ${NODE} AS console
WORKDIR /cabinet
COPY package.json package-lock.json .npmrc ./
COPY streams/package.json streams/
RUN npm ci --ignore-scripts
COPY api/console api/console
COPY streams/client streams/client
COPY streams/console streams/console
RUN node api/console/build.ts

FROM ${NODE} AS packages
WORKDIR /cabinet
COPY package.json package-lock.json .npmrc ./
COPY streams/package.json streams/
# Scripts are left out: none of ours needs one, and the package `node` would fetch a second Node. RocksDB comes for every platform.
RUN npm ci --omit=dev --ignore-scripts \
 && find node_modules/rocksdb-native/prebuilds -mindepth 1 -maxdepth 1 ! -name "linux-$(node -p process.arch)" -exec rm -r {} +

FROM ${NODE}
# RocksDB's native library is linked against libatomic.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libatomic1 \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /var/lib/cabinet
WORKDIR /cabinet
COPY --from=packages /cabinet/node_modules node_modules
COPY package.json LICENSE ./
COPY streams streams
COPY events events
COPY state state
COPY processors processors
COPY topology topology
COPY dlq dlq
COPY audit audit
COPY explain explain
COPY registry registry
COPY practice practice
COPY notifications notifications
COPY forward forward
COPY supervisor supervisor
COPY broker broker
COPY config config
COPY tracing tracing
COPY api api
COPY cli cli
COPY deploy deploy
COPY --from=console /cabinet/api/console/dist api/console/dist
# Nothing is written but STATE_DIR, a volume; the log goes to standard output.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 STATE_DIR=/var/lib/cabinet LOG_FORMAT=json DEMO=0
VOLUME /var/lib/cabinet
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
# Alive, not ready: who restores is not to be restarted. /ready is for whoever sends requests.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=6 \
  CMD ["node", "deploy/health.ts"]
ENTRYPOINT ["node", "cli/main.ts"]
CMD ["start"]
