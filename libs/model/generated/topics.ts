// DO NOT EDIT: generated from schemas/ by `npm run generate`.

import type { TopicDeclaration } from '../topic-declaration.ts';
import type { ModelName } from './types.ts';

/** Every topic of the line, by name. */
export const topicSpecs = [
  {
    "topic": "junctor.canonical.asset.v1",
    "purpose": "Public contract for assets of every tool; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "asset",
    "schema": "schemas/canonical/asset/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema."
  },
  {
    "topic": "junctor.canonical.change.v1",
    "purpose": "Public contract for changes of every tool; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "change",
    "schema": "schemas/canonical/change/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema."
  },
  {
    "topic": "junctor.canonical.ci.v1",
    "purpose": "Public contract for configuration items of every inventory; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "ci",
    "schema": "schemas/canonical/ci/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema."
  },
  {
    "topic": "junctor.canonical.custom.v1",
    "purpose": "Public contract for records of models that a workspace defines itself; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "custom",
    "schema": "schemas/canonical/custom/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema; which fields of the record are personal, its own model says."
  },
  {
    "topic": "junctor.canonical.event.v1",
    "purpose": "Public contract for what monitoring observed; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "event",
    "schema": "schemas/canonical/event/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema."
  },
  {
    "topic": "junctor.canonical.incident.v1",
    "purpose": "Public contract for incidents of every tool; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "incident",
    "schema": "schemas/canonical/incident/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema."
  },
  {
    "topic": "junctor.canonical.problem.v1",
    "purpose": "Public contract for problems of every tool; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "problem",
    "schema": "schemas/canonical/problem/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema."
  },
  {
    "topic": "junctor.canonical.request.v1",
    "purpose": "Public contract for requests of every tool; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "request",
    "schema": "schemas/canonical/request/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema."
  },
  {
    "topic": "junctor.canonical.user.v1",
    "purpose": "Public contract for people, groups and accounts of every tool; anyone may subscribe.",
    "owner": "integration-platform",
    "producers": [
      "transform"
    ],
    "consumers": [
      "enrich",
      "state-tracker",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "user",
    "schema": "schemas/canonical/user/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema."
  },
  {
    "topic": "junctor.delivery.v1",
    "purpose": "Repartitions by target record, so that everything about one ticket meets in one place.",
    "owner": "integration-platform",
    "producers": [
      "route"
    ],
    "consumers": [
      "deliver"
    ],
    "key": "<targetSystem>/<targetKey>",
    "model": "contribution",
    "schema": "schemas/pipeline/contribution/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "The wanted state may hold free text of the source."
  },
  {
    "topic": "junctor.enriched.asset.v1",
    "purpose": "The canonical record with its context set.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "asset",
    "schema": "schemas/canonical/asset/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema, and those of its context."
  },
  {
    "topic": "junctor.enriched.change.v1",
    "purpose": "The canonical record with its context set.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "change",
    "schema": "schemas/canonical/change/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema, and those of its context."
  },
  {
    "topic": "junctor.enriched.ci.v1",
    "purpose": "The canonical record with its context set.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "ci",
    "schema": "schemas/canonical/ci/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema, and those of its context."
  },
  {
    "topic": "junctor.enriched.custom.v1",
    "purpose": "The canonical record on its way to its flows; no context is known for models of a workspace's own.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "custom",
    "schema": "schemas/canonical/custom/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "As of the canonical topic."
  },
  {
    "topic": "junctor.enriched.event.v1",
    "purpose": "The canonical record with its context set.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "event",
    "schema": "schemas/canonical/event/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema, and those of its context."
  },
  {
    "topic": "junctor.enriched.incident.v1",
    "purpose": "The canonical record with its context set.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "incident",
    "schema": "schemas/canonical/incident/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema, and those of its context."
  },
  {
    "topic": "junctor.enriched.problem.v1",
    "purpose": "The canonical record with its context set.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "problem",
    "schema": "schemas/canonical/problem/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema, and those of its context."
  },
  {
    "topic": "junctor.enriched.request.v1",
    "purpose": "The canonical record with its context set.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "request",
    "schema": "schemas/canonical/request/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema, and those of its context."
  },
  {
    "topic": "junctor.enriched.user.v1",
    "purpose": "The canonical record with its context set.",
    "owner": "integration-platform",
    "producers": [
      "enrich"
    ],
    "consumers": [
      "route",
      "any subscriber"
    ],
    "key": "<system>/<record>",
    "model": "user",
    "schema": "schemas/canonical/user/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Fields marked with a pii class in the schema, and those of its context."
  },
  {
    "topic": "junctor.flows.v1",
    "purpose": "The one truth about which workspace is in force.",
    "owner": "integration-platform",
    "producers": [
      "junctor apply"
    ],
    "consumers": [
      "ingest",
      "transform",
      "enrich",
      "route",
      "deliver",
      "state-tracker"
    ],
    "key": "<revision>",
    "model": "revision",
    "schema": "schemas/pipeline/revision/v1.avsc",
    "partitions": 1,
    "config": {
      "cleanup.policy": "compact",
      "retention.ms": "-1",
      "max.message.bytes": "1048576",
      "min.cleanable.dirty.ratio": "0.1"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "None; secrets are references, never values."
  },
  {
    "topic": "junctor.outcome.v1",
    "purpose": "Says what became of every message, for every flow.",
    "owner": "integration-platform",
    "producers": [
      "transform",
      "enrich",
      "route",
      "deliver"
    ],
    "consumers": [
      "state-tracker",
      "any subscriber"
    ],
    "key": "<messageId>",
    "model": "outcome",
    "schema": "schemas/pipeline/outcome/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "None beyond record ids."
  },
  {
    "topic": "junctor.raw.v1",
    "purpose": "Separates capture from understanding, so that old traffic can be mapped anew.",
    "owner": "integration-platform",
    "producers": [
      "ingest"
    ],
    "consumers": [
      "transform"
    ],
    "key": "<system>/<record>",
    "model": "raw",
    "schema": "schemas/pipeline/raw/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "604800000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Bodies as sent by the source; may hold anything that people typed."
  },
  {
    "topic": "junctor.review.v1",
    "purpose": "Holds what a person has to look at, with everything needed to do so.",
    "owner": "integration-platform",
    "producers": [
      "ingest",
      "transform",
      "enrich",
      "route",
      "deliver"
    ],
    "consumers": [
      "deliver"
    ],
    "key": "<review id>",
    "model": "review",
    "schema": "schemas/pipeline/review/v1.avsc",
    "partitions": 4,
    "config": {
      "cleanup.policy": "delete",
      "retention.ms": "2592000000",
      "max.message.bytes": "1048576"
    },
    "compatibility": "BACKWARD_TRANSITIVE",
    "pii": "Excerpts and values of parked messages; may hold anything that people typed."
  }
] as const satisfies readonly (TopicDeclaration & { readonly model: ModelName })[];
