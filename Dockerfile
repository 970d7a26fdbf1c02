# syntax=docker/dockerfile:1

# One image for every process; the command says which. The base is pinned by its full version and not by digest: a digest
# names one architecture's image or an index that nobody here could check, and the version is moved by hand together with
# the `node` package of package.json. A deployment pins the digest of the image it built.
ARG NODE=node:26.10.0-trixie-slim

# Only the browser page needs the development packages.
FROM ${NODE} AS page
WORKDIR /srv/atlas
COPY . .
RUN npm ci --ignore-scripts -w shared -w miniapp && npm run build -w miniapp

FROM ${NODE} AS packages
WORKDIR /srv/atlas
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY api/package.json api/
COPY bots/package.json bots/
COPY notify/package.json notify/
COPY relay/package.json relay/
COPY analytics/package.json analytics/
COPY gamification/package.json gamification/
# Optional packages are the embedded PostgreSQL, which no server process uses.
RUN npm ci --omit=dev --omit=optional --ignore-scripts \
  -w shared -w api -w bots -w notify -w relay -w analytics -w gamification

FROM ${NODE}
WORKDIR /srv/atlas
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=packages /srv/atlas ./
COPY shared shared
COPY api api
COPY bots bots
COPY notify notify
COPY relay relay
COPY analytics analytics
COPY gamification gamification
COPY --from=page /srv/atlas/miniapp/dist miniapp/dist
# Nothing is written to the image's files: the root may be read-only.
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "api/main.ts"]
