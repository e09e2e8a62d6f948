# One image for every process of the platform; docker-compose.yml says which one a container runs.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /cadastre
COPY package.json package-lock.json .npmrc ./
COPY core/package.json core/
COPY contracts/package.json contracts/
COPY api/package.json api/
COPY oracle/package.json oracle/
COPY verify/package.json verify/
COPY admin-ui/package.json admin-ui/
RUN npm ci
COPY . .
RUN npm run build

FROM node:24.21.0-bookworm-slim
WORKDIR /cadastre
COPY --from=build --chown=node:node /cadastre /cadastre
# Volumes take over the owner of the folder they cover.
RUN mkdir /state && chown node:node /state
USER node
ENV PATH=/cadastre/node_modules/.bin:$PATH NODE_OPTIONS=--enable-source-maps
EXPOSE 3000
CMD ["node", "api/dist/main.js"]
