// DO NOT EDIT: generated from schemas/ by `npm run generate`.

import type { AvroRecord } from '../avro-schema.ts';
import type { ModelName } from './types.ts';

/** Self-contained Avro schema of each model. */
export const avroSchemas: Readonly<Record<ModelName, AvroRecord>> = {
  "asset": {
    "type": "record",
    "name": "Asset",
    "namespace": "io.junctor.model",
    "doc": "Something owned that has a value, from the order to the disposal; what it does in operation is its configuration item.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "name",
        "type": "string",
        "doc": "Name that people use.",
        "businessName": "Name"
      },
      {
        "name": "tag",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "The tag on it.",
        "businessName": "Asset tag"
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "AssetStatus",
          "namespace": "io.junctor.model",
          "doc": "Life of an asset.",
          "valueSet": "assetStatuses",
          "symbols": [
            "on_order",
            "in_stock",
            "in_use",
            "in_maintenance",
            "missing",
            "retired"
          ],
          "symbolDocs": {
            "on_order": "Ordered, not there yet.",
            "in_stock": "There, not in use.",
            "in_use": "Somebody uses it.",
            "in_maintenance": "Being repaired or serviced.",
            "missing": "Nobody knows where it is.",
            "retired": "Disposed of."
          }
        },
        "doc": "Where it is in its life.",
        "businessName": "Status"
      },
      {
        "name": "category",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Classification in the words of the source.",
        "businessName": "Category"
      },
      {
        "name": "serialNumber",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "As given by the maker.",
        "businessName": "Serial number"
      },
      {
        "name": "vendor",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who makes or supplies it.",
        "businessName": "Vendor"
      },
      {
        "name": "modelName",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Name of the product.",
        "businessName": "Model"
      },
      {
        "name": "assignedTo",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who uses it.",
        "businessName": "Assigned to",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "owner",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who answers for it.",
        "businessName": "Owner",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "group",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Which group looks after it.",
        "businessName": "Managing group"
      },
      {
        "name": "location",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Site, room or shelf.",
        "businessName": "Location"
      },
      {
        "name": "costCenter",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who pays for it.",
        "businessName": "Cost centre"
      },
      {
        "name": "ci",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected item, as the source names it.",
        "businessName": "Configuration item"
      },
      {
        "name": "ciKeys",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Keys to look the item up by, most specific first.",
        "businessName": "Configuration item candidates"
      },
      {
        "name": "purchasedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Purchased at"
      },
      {
        "name": "warrantyEndsAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Warranty ends at"
      },
      {
        "name": "updatedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Last change in the source; epoch milliseconds.",
        "businessName": "Updated at"
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": {
                          "type": "enum",
                          "name": "CiClass",
                          "namespace": "io.junctor.model",
                          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
                          "valueSet": "ciClasses",
                          "symbols": [
                            "compute",
                            "network",
                            "storage",
                            "database",
                            "service",
                            "application",
                            "cluster",
                            "container",
                            "cloud_resource",
                            "facility",
                            "other"
                          ],
                          "default": "other",
                          "symbolDocs": {
                            "compute": "A physical or virtual machine.",
                            "network": "A switch, router, firewall, load balancer or link.",
                            "storage": "An array, volume or share.",
                            "database": "A database or its instance.",
                            "service": "A business or technical service.",
                            "application": "An application as deployed.",
                            "cluster": "Several machines run as one.",
                            "container": "A container, pod or workload.",
                            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
                            "facility": "A site, room, rack or power feed.",
                            "other": "None of these."
                          }
                        },
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          {
                            "type": "enum",
                            "name": "Criticality",
                            "namespace": "io.junctor.model",
                            "doc": "What the business loses without it.",
                            "valueSet": "criticalities",
                            "symbols": [
                              "mission_critical",
                              "business_critical",
                              "operational",
                              "administrative"
                            ],
                            "symbolDocs": {
                              "mission_critical": "The organisation cannot do its work.",
                              "business_critical": "A part of the organisation cannot do its work.",
                              "operational": "Work is slower or harder.",
                              "administrative": "Nothing that customers or production notice."
                            }
                          }
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Fields of the source that the model has no place for, by their name there; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "change": {
    "type": "record",
    "name": "Change",
    "namespace": "io.junctor.model",
    "doc": "An addition to, or an alteration of, what runs: planned, approved, carried out and reviewed.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "number",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "The number that people use, for example CHG0030001; null until a tool gave one.",
        "businessName": "Number"
      },
      {
        "name": "title",
        "type": "string",
        "doc": "One line for people.",
        "businessName": "Title",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "description",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What is to be done, in full.",
        "businessName": "Description",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "ChangeStatus",
          "namespace": "io.junctor.model",
          "doc": "Life of a change, independent of the tool that keeps it.",
          "valueSet": "changeStatuses",
          "symbols": [
            "new",
            "assess",
            "authorize",
            "scheduled",
            "implement",
            "review",
            "closed",
            "cancelled"
          ],
          "symbolDocs": {
            "new": "Being written; nobody has judged it yet.",
            "assess": "Risk and conflicts are judged.",
            "authorize": "Waits for those who have to agree.",
            "scheduled": "Agreed; waits for its time.",
            "implement": "Being carried out.",
            "review": "Carried out; how it went is judged.",
            "closed": "Finished for good.",
            "cancelled": "Not carried out."
          }
        },
        "doc": "Where it is in its life.",
        "businessName": "Status"
      },
      {
        "name": "kind",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "ChangeKind",
            "namespace": "io.junctor.model",
            "doc": "How much approval a change needs.",
            "valueSet": "changeKinds",
            "symbols": [
              "standard",
              "normal",
              "emergency"
            ],
            "symbolDocs": {
              "standard": "Approved once and for all.",
              "normal": "Approved each time.",
              "emergency": "Approved in haste, because harm is near."
            }
          }
        ],
        "default": null,
        "doc": "How much approval it needs.",
        "businessName": "Kind"
      },
      {
        "name": "risk",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Level",
            "namespace": "io.junctor.model",
            "doc": "A three-step scale, used for impact and for urgency.",
            "valueSet": "levels",
            "symbols": [
              "high",
              "medium",
              "low"
            ],
            "symbolDocs": {
              "high": "Many are affected, or it cannot wait.",
              "medium": "Some are affected, or it can wait for hours.",
              "low": "One or few are affected, or it can wait for days."
            }
          }
        ],
        "default": null,
        "doc": "How likely and how bad a failure would be.",
        "businessName": "Risk"
      },
      {
        "name": "priority",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Priority",
            "namespace": "io.junctor.model",
            "doc": "Order in which tickets are worked on; many tools compute it from impact and urgency.",
            "valueSet": "priorities",
            "symbols": [
              "critical",
              "high",
              "moderate",
              "low",
              "planning"
            ],
            "symbolDocs": {
              "critical": "Before everything else.",
              "high": "Next.",
              "moderate": "In the normal order.",
              "low": "When there is time.",
              "planning": "May be scheduled."
            }
          }
        ],
        "default": null,
        "doc": "Order of work; computed from impact and urgency in many tools.",
        "businessName": "Priority"
      },
      {
        "name": "impact",
        "type": [
          "null",
          "io.junctor.model.Level"
        ],
        "default": null,
        "doc": "How much of the business is affected.",
        "businessName": "Impact"
      },
      {
        "name": "urgency",
        "type": [
          "null",
          "io.junctor.model.Level"
        ],
        "default": null,
        "doc": "How long it can wait.",
        "businessName": "Urgency"
      },
      {
        "name": "category",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Classification in the words of the source.",
        "businessName": "Category"
      },
      {
        "name": "service",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected service.",
        "businessName": "Service"
      },
      {
        "name": "ci",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected item, as the source names it.",
        "businessName": "Configuration item"
      },
      {
        "name": "ciKeys",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Keys to look the item up by, most specific first.",
        "businessName": "Configuration item candidates"
      },
      {
        "name": "assignee",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who works on it.",
        "businessName": "Assignee",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "group",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Which group works on it.",
        "businessName": "Assignment group"
      },
      {
        "name": "requester",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who asked for it.",
        "businessName": "Requester",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "justification",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Why it is done.",
        "businessName": "Justification",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "implementationPlan",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How it is done.",
        "businessName": "Implementation plan",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "backoutPlan",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How it is undone.",
        "businessName": "Backout plan",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "testPlan",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How its success is shown.",
        "businessName": "Test plan",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "plannedStartAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Planned start"
      },
      {
        "name": "plannedEndAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Planned end"
      },
      {
        "name": "startedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Started at"
      },
      {
        "name": "endedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Ended at"
      },
      {
        "name": "comments",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Comment",
            "namespace": "io.junctor.model",
            "doc": "Something a person or a system said on a ticket.",
            "fields": [
              {
                "name": "id",
                "type": "string",
                "doc": "Id in the source system, so that a comment is never copied twice.",
                "businessName": "Comment id"
              },
              {
                "name": "author",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Who wrote it, as the source names them.",
                "businessName": "Author",
                "pii": {
                  "class": "person-name"
                }
              },
              {
                "name": "at",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Written at"
              },
              {
                "name": "visibility",
                "type": {
                  "type": "enum",
                  "name": "Visibility",
                  "namespace": "io.junctor.model",
                  "doc": "Who may read a comment.",
                  "valueSet": "visibilities",
                  "symbols": [
                    "internal",
                    "public"
                  ],
                  "symbolDocs": {
                    "internal": "Only those who work on the ticket.",
                    "public": "The requester as well."
                  }
                },
                "doc": "Internal notes must never become public on their way.",
                "businessName": "Who may read it"
              },
              {
                "name": "body",
                "type": "string",
                "doc": "Plain text; markup of the source is removed or kept as written.",
                "businessName": "Text",
                "pii": {
                  "class": "free-text"
                }
              }
            ]
          }
        },
        "default": [],
        "doc": "What was said, oldest first.",
        "businessName": "Comments",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "openedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Opened at"
      },
      {
        "name": "updatedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Last change in the source; epoch milliseconds.",
        "businessName": "Updated at"
      },
      {
        "name": "closedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Closed at"
      },
      {
        "name": "result",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "ChangeResult",
            "namespace": "io.junctor.model",
            "doc": "How a change went.",
            "valueSet": "changeResults",
            "symbols": [
              "successful",
              "successful_with_issues",
              "unsuccessful"
            ],
            "symbolDocs": {
              "successful": "As planned.",
              "successful_with_issues": "Its aim was reached, not all went as planned.",
              "unsuccessful": "Its aim was not reached."
            }
          }
        ],
        "default": null,
        "doc": "How it went; known at the end.",
        "businessName": "Result"
      },
      {
        "name": "resultNotes",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How it went, in full.",
        "businessName": "Result notes",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": {
                          "type": "enum",
                          "name": "CiClass",
                          "namespace": "io.junctor.model",
                          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
                          "valueSet": "ciClasses",
                          "symbols": [
                            "compute",
                            "network",
                            "storage",
                            "database",
                            "service",
                            "application",
                            "cluster",
                            "container",
                            "cloud_resource",
                            "facility",
                            "other"
                          ],
                          "default": "other",
                          "symbolDocs": {
                            "compute": "A physical or virtual machine.",
                            "network": "A switch, router, firewall, load balancer or link.",
                            "storage": "An array, volume or share.",
                            "database": "A database or its instance.",
                            "service": "A business or technical service.",
                            "application": "An application as deployed.",
                            "cluster": "Several machines run as one.",
                            "container": "A container, pod or workload.",
                            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
                            "facility": "A site, room, rack or power feed.",
                            "other": "None of these."
                          }
                        },
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          {
                            "type": "enum",
                            "name": "Criticality",
                            "namespace": "io.junctor.model",
                            "doc": "What the business loses without it.",
                            "valueSet": "criticalities",
                            "symbols": [
                              "mission_critical",
                              "business_critical",
                              "operational",
                              "administrative"
                            ],
                            "symbolDocs": {
                              "mission_critical": "The organisation cannot do its work.",
                              "business_critical": "A part of the organisation cannot do its work.",
                              "operational": "Work is slower or harder.",
                              "administrative": "Nothing that customers or production notice."
                            }
                          }
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Fields of the source that the model has no place for, by their name there; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "ci": {
    "type": "record",
    "name": "Ci",
    "namespace": "io.junctor.model",
    "doc": "A configuration item: something that is managed because a service needs it.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "name",
        "type": "string",
        "doc": "Name that people use.",
        "businessName": "Name"
      },
      {
        "name": "ciClass",
        "type": {
          "type": "enum",
          "name": "CiClass",
          "namespace": "io.junctor.model",
          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
          "valueSet": "ciClasses",
          "symbols": [
            "compute",
            "network",
            "storage",
            "database",
            "service",
            "application",
            "cluster",
            "container",
            "cloud_resource",
            "facility",
            "other"
          ],
          "default": "other",
          "symbolDocs": {
            "compute": "A physical or virtual machine.",
            "network": "A switch, router, firewall, load balancer or link.",
            "storage": "An array, volume or share.",
            "database": "A database or its instance.",
            "service": "A business or technical service.",
            "application": "An application as deployed.",
            "cluster": "Several machines run as one.",
            "container": "A container, pod or workload.",
            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
            "facility": "A site, room, rack or power feed.",
            "other": "None of these."
          }
        },
        "doc": "What kind of thing it is.",
        "businessName": "Class"
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "CiStatus",
          "namespace": "io.junctor.model",
          "doc": "Life of a configuration item.",
          "valueSet": "ciStatuses",
          "symbols": [
            "planned",
            "in_use",
            "maintenance",
            "retired"
          ],
          "symbolDocs": {
            "planned": "Ordered or designed, not in use yet.",
            "in_use": "In use.",
            "maintenance": "Taken out of use for a while.",
            "retired": "Out of use for good."
          }
        },
        "doc": "Where it is in its life.",
        "businessName": "Status"
      },
      {
        "name": "criticality",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Criticality",
            "namespace": "io.junctor.model",
            "doc": "What the business loses without it.",
            "valueSet": "criticalities",
            "symbols": [
              "mission_critical",
              "business_critical",
              "operational",
              "administrative"
            ],
            "symbolDocs": {
              "mission_critical": "The organisation cannot do its work.",
              "business_critical": "A part of the organisation cannot do its work.",
              "operational": "Work is slower or harder.",
              "administrative": "Nothing that customers or production notice."
            }
          }
        ],
        "default": null,
        "doc": "What the business loses without it.",
        "businessName": "Criticality"
      },
      {
        "name": "environment",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Such as production or test, as the source names it.",
        "businessName": "Environment"
      },
      {
        "name": "keys",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Every key it can be looked up by, for example node/worker-17.",
        "businessName": "Keys"
      },
      {
        "name": "serialNumber",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "As given by the maker.",
        "businessName": "Serial number"
      },
      {
        "name": "fqdn",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Fully qualified name in DNS.",
        "businessName": "Full host name"
      },
      {
        "name": "ipAddresses",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "IPv4 or IPv6, without a prefix length.",
        "businessName": "IP addresses",
        "pii": {
          "class": "network-address"
        }
      },
      {
        "name": "owner",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who answers for it.",
        "businessName": "Owner",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "supportGroup",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Which group works on its tickets.",
        "businessName": "Support group"
      },
      {
        "name": "service",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Which service it is part of.",
        "businessName": "Service"
      },
      {
        "name": "location",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Site, room or region.",
        "businessName": "Location"
      },
      {
        "name": "vendor",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who makes or supplies it.",
        "businessName": "Vendor"
      },
      {
        "name": "modelName",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Name of the product.",
        "businessName": "Model"
      },
      {
        "name": "relations",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "CiRelation",
            "namespace": "io.junctor.model",
            "doc": "A directed relation from one configuration item to another.",
            "fields": [
              {
                "name": "type",
                "type": "string",
                "doc": "Verb read from this item: runs_on, part_of, depends_on.",
                "businessName": "Kind of relation"
              },
              {
                "name": "target",
                "type": "string",
                "doc": "Key of the item it points to.",
                "businessName": "Other item"
              }
            ]
          }
        },
        "default": [],
        "doc": "How it hangs together with other items.",
        "businessName": "Relations"
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": "io.junctor.model.CiClass",
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          "io.junctor.model.Criticality"
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Fields of the source that the model has no place for, by their name there; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "custom": {
    "type": "record",
    "name": "Custom",
    "namespace": "io.junctor.model",
    "doc": "A record of a model that the workspace itself defines (models/<name>.avsc): an order, an account, a sale.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "model",
        "type": "string",
        "doc": "Name of the model, as flows name it; the workspace of the revision in meta defines it.",
        "businessName": "Model"
      },
      {
        "name": "value",
        "type": "string",
        "doc": "The record as JSON text, with exactly the fields of its model.",
        "businessName": "Record",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": {
                          "type": "enum",
                          "name": "CiClass",
                          "namespace": "io.junctor.model",
                          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
                          "valueSet": "ciClasses",
                          "symbols": [
                            "compute",
                            "network",
                            "storage",
                            "database",
                            "service",
                            "application",
                            "cluster",
                            "container",
                            "cloud_resource",
                            "facility",
                            "other"
                          ],
                          "default": "other",
                          "symbolDocs": {
                            "compute": "A physical or virtual machine.",
                            "network": "A switch, router, firewall, load balancer or link.",
                            "storage": "An array, volume or share.",
                            "database": "A database or its instance.",
                            "service": "A business or technical service.",
                            "application": "An application as deployed.",
                            "cluster": "Several machines run as one.",
                            "container": "A container, pod or workload.",
                            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
                            "facility": "A site, room, rack or power feed.",
                            "other": "None of these."
                          }
                        },
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          {
                            "type": "enum",
                            "name": "Criticality",
                            "namespace": "io.junctor.model",
                            "doc": "What the business loses without it.",
                            "valueSet": "criticalities",
                            "symbols": [
                              "mission_critical",
                              "business_critical",
                              "operational",
                              "administrative"
                            ],
                            "symbolDocs": {
                              "mission_critical": "The organisation cannot do its work.",
                              "business_critical": "A part of the organisation cannot do its work.",
                              "operational": "Work is slower or harder.",
                              "administrative": "Nothing that customers or production notice."
                            }
                          }
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "What was said about the record beside it; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "event": {
    "type": "record",
    "name": "Event",
    "namespace": "io.junctor.model",
    "doc": "Something observed by monitoring: a condition that holds, or held, on some resource.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "name",
        "type": "string",
        "doc": "Stable name of what was observed, for example KubePodCrashLooping.",
        "businessName": "Name of the condition"
      },
      {
        "name": "title",
        "type": "string",
        "doc": "One line for people.",
        "businessName": "Title",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "description",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What was observed, in full.",
        "businessName": "Description",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "EventStatus",
          "namespace": "io.junctor.model",
          "doc": "Whether what was observed still holds.",
          "valueSet": "eventStatuses",
          "symbols": [
            "firing",
            "resolved"
          ],
          "symbolDocs": {
            "firing": "It holds.",
            "resolved": "It held and no longer does."
          }
        },
        "doc": "Whether it still holds.",
        "businessName": "Status"
      },
      {
        "name": "severity",
        "type": {
          "type": "enum",
          "name": "Severity",
          "namespace": "io.junctor.model",
          "doc": "How bad what was observed is, worst first.",
          "valueSet": "severities",
          "symbols": [
            "critical",
            "high",
            "medium",
            "low",
            "info"
          ],
          "symbolDocs": {
            "critical": "Service is lost or about to be lost; somebody acts now.",
            "high": "Service is hurt for many; somebody acts today.",
            "medium": "Service is at risk or hurt for few.",
            "low": "A flaw without an effect on service yet.",
            "info": "For the record; nobody has to act."
          }
        },
        "doc": "How bad it is.",
        "businessName": "Severity"
      },
      {
        "name": "category",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Area of the condition in the words of the source: network, storage.",
        "businessName": "Category"
      },
      {
        "name": "service",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected service, where the source knows it.",
        "businessName": "Service"
      },
      {
        "name": "resource",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What it was observed on: a host, a pod, a device.",
        "businessName": "Resource"
      },
      {
        "name": "ciKeys",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Keys to look the item up by, most specific first.",
        "businessName": "Configuration item candidates"
      },
      {
        "name": "startedAt",
        "type": {
          "type": "long",
          "logicalType": "timestamp-millis"
        },
        "doc": "When it began to hold; epoch milliseconds.",
        "businessName": "Started at"
      },
      {
        "name": "endedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "When it ceased to hold; null while it holds.",
        "businessName": "Ended at"
      },
      {
        "name": "labels",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "What identifies the condition in the source, by name.",
        "businessName": "Labels",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": {
                          "type": "enum",
                          "name": "CiClass",
                          "namespace": "io.junctor.model",
                          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
                          "valueSet": "ciClasses",
                          "symbols": [
                            "compute",
                            "network",
                            "storage",
                            "database",
                            "service",
                            "application",
                            "cluster",
                            "container",
                            "cloud_resource",
                            "facility",
                            "other"
                          ],
                          "default": "other",
                          "symbolDocs": {
                            "compute": "A physical or virtual machine.",
                            "network": "A switch, router, firewall, load balancer or link.",
                            "storage": "An array, volume or share.",
                            "database": "A database or its instance.",
                            "service": "A business or technical service.",
                            "application": "An application as deployed.",
                            "cluster": "Several machines run as one.",
                            "container": "A container, pod or workload.",
                            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
                            "facility": "A site, room, rack or power feed.",
                            "other": "None of these."
                          }
                        },
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          {
                            "type": "enum",
                            "name": "Criticality",
                            "namespace": "io.junctor.model",
                            "doc": "What the business loses without it.",
                            "valueSet": "criticalities",
                            "symbols": [
                              "mission_critical",
                              "business_critical",
                              "operational",
                              "administrative"
                            ],
                            "symbolDocs": {
                              "mission_critical": "The organisation cannot do its work.",
                              "business_critical": "A part of the organisation cannot do its work.",
                              "operational": "Work is slower or harder.",
                              "administrative": "Nothing that customers or production notice."
                            }
                          }
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Fields of the source that the model has no place for, by their name there; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "incident": {
    "type": "record",
    "name": "Incident",
    "namespace": "io.junctor.model",
    "doc": "An interruption of a service, or a loss of its quality, that people work on.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "number",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "The number that people use, for example INC0010001; null until a tool gave one.",
        "businessName": "Number"
      },
      {
        "name": "title",
        "type": "string",
        "doc": "One line for people.",
        "businessName": "Title",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "description",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What happened, in full.",
        "businessName": "Description",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "TicketStatus",
          "namespace": "io.junctor.model",
          "doc": "Life of a ticket, independent of the tool that keeps it.",
          "valueSet": "ticketStatuses",
          "symbols": [
            "new",
            "in_progress",
            "on_hold",
            "resolved",
            "closed",
            "cancelled"
          ],
          "symbolDocs": {
            "new": "Opened; nobody works on it yet.",
            "in_progress": "Somebody works on it.",
            "on_hold": "Work waits for someone or something; see the hold reason.",
            "resolved": "Service is restored; the requester may still object.",
            "closed": "Finished for good.",
            "cancelled": "Opened in error or withdrawn."
          }
        },
        "doc": "Where the ticket is in its life.",
        "businessName": "Status"
      },
      {
        "name": "holdReason",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "HoldReason",
            "namespace": "io.junctor.model",
            "doc": "What a ticket on hold waits for.",
            "valueSet": "holdReasons",
            "symbols": [
              "awaiting_caller",
              "awaiting_change",
              "awaiting_problem",
              "awaiting_vendor"
            ],
            "symbolDocs": {
              "awaiting_caller": "An answer of the person who asked.",
              "awaiting_change": "A change to be carried out.",
              "awaiting_problem": "The analysis of an underlying problem.",
              "awaiting_vendor": "A supplier outside the organisation."
            }
          }
        ],
        "default": null,
        "doc": "What it waits for; only while on hold.",
        "businessName": "Hold reason"
      },
      {
        "name": "priority",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Priority",
            "namespace": "io.junctor.model",
            "doc": "Order in which tickets are worked on; many tools compute it from impact and urgency.",
            "valueSet": "priorities",
            "symbols": [
              "critical",
              "high",
              "moderate",
              "low",
              "planning"
            ],
            "symbolDocs": {
              "critical": "Before everything else.",
              "high": "Next.",
              "moderate": "In the normal order.",
              "low": "When there is time.",
              "planning": "May be scheduled."
            }
          }
        ],
        "default": null,
        "doc": "Order of work; computed from impact and urgency in many tools.",
        "businessName": "Priority"
      },
      {
        "name": "impact",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Level",
            "namespace": "io.junctor.model",
            "doc": "A three-step scale, used for impact and for urgency.",
            "valueSet": "levels",
            "symbols": [
              "high",
              "medium",
              "low"
            ],
            "symbolDocs": {
              "high": "Many are affected, or it cannot wait.",
              "medium": "Some are affected, or it can wait for hours.",
              "low": "One or few are affected, or it can wait for days."
            }
          }
        ],
        "default": null,
        "doc": "How much of the business is affected.",
        "businessName": "Impact"
      },
      {
        "name": "urgency",
        "type": [
          "null",
          "io.junctor.model.Level"
        ],
        "default": null,
        "doc": "How long it can wait.",
        "businessName": "Urgency"
      },
      {
        "name": "category",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Classification in the words of the source.",
        "businessName": "Category"
      },
      {
        "name": "subcategory",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Finer classification in the words of the source.",
        "businessName": "Subcategory"
      },
      {
        "name": "service",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected service.",
        "businessName": "Service"
      },
      {
        "name": "ci",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected item, as the source names it.",
        "businessName": "Configuration item"
      },
      {
        "name": "ciKeys",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Keys to look the item up by, most specific first.",
        "businessName": "Configuration item candidates"
      },
      {
        "name": "assignee",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who works on it.",
        "businessName": "Assignee",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "group",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Which group works on it.",
        "businessName": "Assignment group"
      },
      {
        "name": "requester",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who asked, or who is affected.",
        "businessName": "Requester",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "comments",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Comment",
            "namespace": "io.junctor.model",
            "doc": "Something a person or a system said on a ticket.",
            "fields": [
              {
                "name": "id",
                "type": "string",
                "doc": "Id in the source system, so that a comment is never copied twice.",
                "businessName": "Comment id"
              },
              {
                "name": "author",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Who wrote it, as the source names them.",
                "businessName": "Author",
                "pii": {
                  "class": "person-name"
                }
              },
              {
                "name": "at",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Written at"
              },
              {
                "name": "visibility",
                "type": {
                  "type": "enum",
                  "name": "Visibility",
                  "namespace": "io.junctor.model",
                  "doc": "Who may read a comment.",
                  "valueSet": "visibilities",
                  "symbols": [
                    "internal",
                    "public"
                  ],
                  "symbolDocs": {
                    "internal": "Only those who work on the ticket.",
                    "public": "The requester as well."
                  }
                },
                "doc": "Internal notes must never become public on their way.",
                "businessName": "Who may read it"
              },
              {
                "name": "body",
                "type": "string",
                "doc": "Plain text; markup of the source is removed or kept as written.",
                "businessName": "Text",
                "pii": {
                  "class": "free-text"
                }
              }
            ]
          }
        },
        "default": [],
        "doc": "What was said, oldest first.",
        "businessName": "Comments",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "openedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Opened at"
      },
      {
        "name": "updatedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Last change in the source; epoch milliseconds.",
        "businessName": "Updated at"
      },
      {
        "name": "resolvedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Resolved at"
      },
      {
        "name": "closedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Closed at"
      },
      {
        "name": "resolutionCode",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How it was resolved, in the words of the tool.",
        "businessName": "Resolution code"
      },
      {
        "name": "resolutionNotes",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How it was resolved, in full.",
        "businessName": "Resolution notes",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": {
                          "type": "enum",
                          "name": "CiClass",
                          "namespace": "io.junctor.model",
                          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
                          "valueSet": "ciClasses",
                          "symbols": [
                            "compute",
                            "network",
                            "storage",
                            "database",
                            "service",
                            "application",
                            "cluster",
                            "container",
                            "cloud_resource",
                            "facility",
                            "other"
                          ],
                          "default": "other",
                          "symbolDocs": {
                            "compute": "A physical or virtual machine.",
                            "network": "A switch, router, firewall, load balancer or link.",
                            "storage": "An array, volume or share.",
                            "database": "A database or its instance.",
                            "service": "A business or technical service.",
                            "application": "An application as deployed.",
                            "cluster": "Several machines run as one.",
                            "container": "A container, pod or workload.",
                            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
                            "facility": "A site, room, rack or power feed.",
                            "other": "None of these."
                          }
                        },
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          {
                            "type": "enum",
                            "name": "Criticality",
                            "namespace": "io.junctor.model",
                            "doc": "What the business loses without it.",
                            "valueSet": "criticalities",
                            "symbols": [
                              "mission_critical",
                              "business_critical",
                              "operational",
                              "administrative"
                            ],
                            "symbolDocs": {
                              "mission_critical": "The organisation cannot do its work.",
                              "business_critical": "A part of the organisation cannot do its work.",
                              "operational": "Work is slower or harder.",
                              "administrative": "Nothing that customers or production notice."
                            }
                          }
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Fields of the source that the model has no place for, by their name there; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "problem": {
    "type": "record",
    "name": "Problem",
    "namespace": "io.junctor.model",
    "doc": "The cause behind incidents, as it is analysed and removed.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "number",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "The number that people use, for example PRB0040001; null until a tool gave one.",
        "businessName": "Number"
      },
      {
        "name": "title",
        "type": "string",
        "doc": "One line for people.",
        "businessName": "Title",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "description",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What is known, in full.",
        "businessName": "Description",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "ProblemStatus",
          "namespace": "io.junctor.model",
          "doc": "Life of a problem.",
          "valueSet": "problemStatuses",
          "symbols": [
            "new",
            "assess",
            "root_cause_analysis",
            "fix_in_progress",
            "resolved",
            "closed"
          ],
          "symbolDocs": {
            "new": "Opened; nobody looks into it yet.",
            "assess": "It is judged whether it is worth an analysis.",
            "root_cause_analysis": "The cause is looked for.",
            "fix_in_progress": "The cause is known, and is being removed.",
            "resolved": "The cause is removed, or it is decided to live with it.",
            "closed": "Finished for good."
          }
        },
        "doc": "Where the analysis is.",
        "businessName": "Status"
      },
      {
        "name": "priority",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Priority",
            "namespace": "io.junctor.model",
            "doc": "Order in which tickets are worked on; many tools compute it from impact and urgency.",
            "valueSet": "priorities",
            "symbols": [
              "critical",
              "high",
              "moderate",
              "low",
              "planning"
            ],
            "symbolDocs": {
              "critical": "Before everything else.",
              "high": "Next.",
              "moderate": "In the normal order.",
              "low": "When there is time.",
              "planning": "May be scheduled."
            }
          }
        ],
        "default": null,
        "doc": "Order of work; computed from impact and urgency in many tools.",
        "businessName": "Priority"
      },
      {
        "name": "impact",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Level",
            "namespace": "io.junctor.model",
            "doc": "A three-step scale, used for impact and for urgency.",
            "valueSet": "levels",
            "symbols": [
              "high",
              "medium",
              "low"
            ],
            "symbolDocs": {
              "high": "Many are affected, or it cannot wait.",
              "medium": "Some are affected, or it can wait for hours.",
              "low": "One or few are affected, or it can wait for days."
            }
          }
        ],
        "default": null,
        "doc": "How much of the business is affected.",
        "businessName": "Impact"
      },
      {
        "name": "urgency",
        "type": [
          "null",
          "io.junctor.model.Level"
        ],
        "default": null,
        "doc": "How long it can wait.",
        "businessName": "Urgency"
      },
      {
        "name": "category",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Classification in the words of the source.",
        "businessName": "Category"
      },
      {
        "name": "service",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected service.",
        "businessName": "Service"
      },
      {
        "name": "ci",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected item, as the source names it.",
        "businessName": "Configuration item"
      },
      {
        "name": "ciKeys",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Keys to look the item up by, most specific first.",
        "businessName": "Configuration item candidates"
      },
      {
        "name": "assignee",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who works on it.",
        "businessName": "Assignee",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "group",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Which group works on it.",
        "businessName": "Assignment group"
      },
      {
        "name": "knownError",
        "type": [
          "null",
          "boolean"
        ],
        "default": null,
        "doc": "True when the cause is known and there is a workaround.",
        "businessName": "Known error"
      },
      {
        "name": "rootCause",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Why it happens.",
        "businessName": "Root cause",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "workaround",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What helps until it is removed.",
        "businessName": "Workaround",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "incidents",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Numbers of the incidents that it caused.",
        "businessName": "Incidents"
      },
      {
        "name": "comments",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Comment",
            "namespace": "io.junctor.model",
            "doc": "Something a person or a system said on a ticket.",
            "fields": [
              {
                "name": "id",
                "type": "string",
                "doc": "Id in the source system, so that a comment is never copied twice.",
                "businessName": "Comment id"
              },
              {
                "name": "author",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Who wrote it, as the source names them.",
                "businessName": "Author",
                "pii": {
                  "class": "person-name"
                }
              },
              {
                "name": "at",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Written at"
              },
              {
                "name": "visibility",
                "type": {
                  "type": "enum",
                  "name": "Visibility",
                  "namespace": "io.junctor.model",
                  "doc": "Who may read a comment.",
                  "valueSet": "visibilities",
                  "symbols": [
                    "internal",
                    "public"
                  ],
                  "symbolDocs": {
                    "internal": "Only those who work on the ticket.",
                    "public": "The requester as well."
                  }
                },
                "doc": "Internal notes must never become public on their way.",
                "businessName": "Who may read it"
              },
              {
                "name": "body",
                "type": "string",
                "doc": "Plain text; markup of the source is removed or kept as written.",
                "businessName": "Text",
                "pii": {
                  "class": "free-text"
                }
              }
            ]
          }
        },
        "default": [],
        "doc": "What was said, oldest first.",
        "businessName": "Comments",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "openedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Opened at"
      },
      {
        "name": "updatedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Last change in the source; epoch milliseconds.",
        "businessName": "Updated at"
      },
      {
        "name": "resolvedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Resolved at"
      },
      {
        "name": "closedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Closed at"
      },
      {
        "name": "resolutionCode",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How it ended, in the words of the tool.",
        "businessName": "Resolution code"
      },
      {
        "name": "resolutionNotes",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How it was removed, in full.",
        "businessName": "Resolution notes",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": {
                          "type": "enum",
                          "name": "CiClass",
                          "namespace": "io.junctor.model",
                          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
                          "valueSet": "ciClasses",
                          "symbols": [
                            "compute",
                            "network",
                            "storage",
                            "database",
                            "service",
                            "application",
                            "cluster",
                            "container",
                            "cloud_resource",
                            "facility",
                            "other"
                          ],
                          "default": "other",
                          "symbolDocs": {
                            "compute": "A physical or virtual machine.",
                            "network": "A switch, router, firewall, load balancer or link.",
                            "storage": "An array, volume or share.",
                            "database": "A database or its instance.",
                            "service": "A business or technical service.",
                            "application": "An application as deployed.",
                            "cluster": "Several machines run as one.",
                            "container": "A container, pod or workload.",
                            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
                            "facility": "A site, room, rack or power feed.",
                            "other": "None of these."
                          }
                        },
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          {
                            "type": "enum",
                            "name": "Criticality",
                            "namespace": "io.junctor.model",
                            "doc": "What the business loses without it.",
                            "valueSet": "criticalities",
                            "symbols": [
                              "mission_critical",
                              "business_critical",
                              "operational",
                              "administrative"
                            ],
                            "symbolDocs": {
                              "mission_critical": "The organisation cannot do its work.",
                              "business_critical": "A part of the organisation cannot do its work.",
                              "operational": "Work is slower or harder.",
                              "administrative": "Nothing that customers or production notice."
                            }
                          }
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Fields of the source that the model has no place for, by their name there; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "request": {
    "type": "record",
    "name": "Request",
    "namespace": "io.junctor.model",
    "doc": "Something that a person orders from a catalogue: access, a device, information.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "number",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "The number that people use, for example RITM0010001; null until a tool gave one.",
        "businessName": "Number"
      },
      {
        "name": "title",
        "type": "string",
        "doc": "One line for people.",
        "businessName": "Title",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "description",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What is wanted, in full.",
        "businessName": "Description",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "RequestStatus",
          "namespace": "io.junctor.model",
          "doc": "Life of a request.",
          "valueSet": "requestStatuses",
          "symbols": [
            "new",
            "in_progress",
            "on_hold",
            "fulfilled",
            "unfulfilled",
            "cancelled"
          ],
          "symbolDocs": {
            "new": "Ordered; nobody works on it yet.",
            "in_progress": "Somebody works on it.",
            "on_hold": "Work waits for someone or something.",
            "fulfilled": "Who asked has what was asked for.",
            "unfulfilled": "Ended without what was asked for.",
            "cancelled": "Withdrawn or skipped."
          }
        },
        "doc": "Where the fulfilment is.",
        "businessName": "Status"
      },
      {
        "name": "approval",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Approval",
            "namespace": "io.junctor.model",
            "doc": "What those who have to agree have said.",
            "valueSet": "approvals",
            "symbols": [
              "not_needed",
              "requested",
              "approved",
              "rejected"
            ],
            "symbolDocs": {
              "not_needed": "Nobody has to agree.",
              "requested": "They are asked.",
              "approved": "They agree.",
              "rejected": "They do not agree."
            }
          }
        ],
        "default": null,
        "doc": "What those who have to agree have said.",
        "businessName": "Approval"
      },
      {
        "name": "item",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What is ordered, by its name in the catalogue.",
        "businessName": "Catalogue item"
      },
      {
        "name": "quantity",
        "type": [
          "null",
          "int"
        ],
        "default": null,
        "doc": "How many.",
        "businessName": "Quantity"
      },
      {
        "name": "answers",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Answers to the questions of the catalogue item, by the name of the question.",
        "businessName": "Answers",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "priority",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Priority",
            "namespace": "io.junctor.model",
            "doc": "Order in which tickets are worked on; many tools compute it from impact and urgency.",
            "valueSet": "priorities",
            "symbols": [
              "critical",
              "high",
              "moderate",
              "low",
              "planning"
            ],
            "symbolDocs": {
              "critical": "Before everything else.",
              "high": "Next.",
              "moderate": "In the normal order.",
              "low": "When there is time.",
              "planning": "May be scheduled."
            }
          }
        ],
        "default": null,
        "doc": "Order of work; computed from impact and urgency in many tools.",
        "businessName": "Priority"
      },
      {
        "name": "impact",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "Level",
            "namespace": "io.junctor.model",
            "doc": "A three-step scale, used for impact and for urgency.",
            "valueSet": "levels",
            "symbols": [
              "high",
              "medium",
              "low"
            ],
            "symbolDocs": {
              "high": "Many are affected, or it cannot wait.",
              "medium": "Some are affected, or it can wait for hours.",
              "low": "One or few are affected, or it can wait for days."
            }
          }
        ],
        "default": null,
        "doc": "How much of the business is affected.",
        "businessName": "Impact"
      },
      {
        "name": "urgency",
        "type": [
          "null",
          "io.junctor.model.Level"
        ],
        "default": null,
        "doc": "How long it can wait.",
        "businessName": "Urgency"
      },
      {
        "name": "service",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected service.",
        "businessName": "Service"
      },
      {
        "name": "ci",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Affected item, as the source names it.",
        "businessName": "Configuration item"
      },
      {
        "name": "ciKeys",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Keys to look the item up by, most specific first.",
        "businessName": "Configuration item candidates"
      },
      {
        "name": "assignee",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who works on it.",
        "businessName": "Assignee",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "group",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Which group works on it.",
        "businessName": "Assignment group"
      },
      {
        "name": "requester",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who asked for it.",
        "businessName": "Requester",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "requestedFor",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who shall have it, where that is somebody else.",
        "businessName": "Requested for",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "dueAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Due at"
      },
      {
        "name": "comments",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Comment",
            "namespace": "io.junctor.model",
            "doc": "Something a person or a system said on a ticket.",
            "fields": [
              {
                "name": "id",
                "type": "string",
                "doc": "Id in the source system, so that a comment is never copied twice.",
                "businessName": "Comment id"
              },
              {
                "name": "author",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Who wrote it, as the source names them.",
                "businessName": "Author",
                "pii": {
                  "class": "person-name"
                }
              },
              {
                "name": "at",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Written at"
              },
              {
                "name": "visibility",
                "type": {
                  "type": "enum",
                  "name": "Visibility",
                  "namespace": "io.junctor.model",
                  "doc": "Who may read a comment.",
                  "valueSet": "visibilities",
                  "symbols": [
                    "internal",
                    "public"
                  ],
                  "symbolDocs": {
                    "internal": "Only those who work on the ticket.",
                    "public": "The requester as well."
                  }
                },
                "doc": "Internal notes must never become public on their way.",
                "businessName": "Who may read it"
              },
              {
                "name": "body",
                "type": "string",
                "doc": "Plain text; markup of the source is removed or kept as written.",
                "businessName": "Text",
                "pii": {
                  "class": "free-text"
                }
              }
            ]
          }
        },
        "default": [],
        "doc": "What was said, oldest first.",
        "businessName": "Comments",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "openedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Opened at"
      },
      {
        "name": "updatedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Last change in the source; epoch milliseconds.",
        "businessName": "Updated at"
      },
      {
        "name": "closedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Epoch milliseconds.",
        "businessName": "Closed at"
      },
      {
        "name": "resolutionNotes",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "How it ended, in full.",
        "businessName": "Resolution notes",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": {
                          "type": "enum",
                          "name": "CiClass",
                          "namespace": "io.junctor.model",
                          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
                          "valueSet": "ciClasses",
                          "symbols": [
                            "compute",
                            "network",
                            "storage",
                            "database",
                            "service",
                            "application",
                            "cluster",
                            "container",
                            "cloud_resource",
                            "facility",
                            "other"
                          ],
                          "default": "other",
                          "symbolDocs": {
                            "compute": "A physical or virtual machine.",
                            "network": "A switch, router, firewall, load balancer or link.",
                            "storage": "An array, volume or share.",
                            "database": "A database or its instance.",
                            "service": "A business or technical service.",
                            "application": "An application as deployed.",
                            "cluster": "Several machines run as one.",
                            "container": "A container, pod or workload.",
                            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
                            "facility": "A site, room, rack or power feed.",
                            "other": "None of these."
                          }
                        },
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          {
                            "type": "enum",
                            "name": "Criticality",
                            "namespace": "io.junctor.model",
                            "doc": "What the business loses without it.",
                            "valueSet": "criticalities",
                            "symbols": [
                              "mission_critical",
                              "business_critical",
                              "operational",
                              "administrative"
                            ],
                            "symbolDocs": {
                              "mission_critical": "The organisation cannot do its work.",
                              "business_critical": "A part of the organisation cannot do its work.",
                              "operational": "Work is slower or harder.",
                              "administrative": "Nothing that customers or production notice."
                            }
                          }
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Fields of the source that the model has no place for, by their name there; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "user": {
    "type": "record",
    "name": "User",
    "namespace": "io.junctor.model",
    "doc": "A person, a group of people or an account of a machine, as a directory knows it.",
    "fields": [
      {
        "name": "meta",
        "type": {
          "type": "record",
          "name": "Meta",
          "namespace": "io.junctor.model",
          "doc": "Envelope of every canonical record: what it is, where it comes from and which state of it this is.",
          "fields": [
            {
              "name": "id",
              "type": "string",
              "doc": "UUIDv5 of system, record, source event id or version, and digest; the same source event always has the same id.",
              "businessName": "Message id"
            },
            {
              "name": "system",
              "type": "string",
              "doc": "Name of the system as in the workspace, for example prometheus.",
              "businessName": "Source system"
            },
            {
              "name": "record",
              "type": "string",
              "doc": "Id of the record in its source system; with the system it is the key of the topic.",
              "businessName": "Source record"
            },
            {
              "name": "version",
              "type": "long",
              "doc": "Grows with every state of the record; a lower one than was seen is out of date.",
              "businessName": "Record version"
            },
            {
              "name": "versionOrigin",
              "type": {
                "type": "enum",
                "name": "VersionOrigin",
                "namespace": "io.junctor.model",
                "doc": "Where the version of a record comes from.",
                "valueSet": "versionOrigins",
                "symbols": [
                  "source",
                  "topic",
                  "raw"
                ],
                "symbolDocs": {
                  "source": "The source system counts it itself.",
                  "topic": "The offset in the source system's own topic.",
                  "raw": "The offset in the raw topic."
                }
              },
              "doc": "Where the version comes from.",
              "businessName": "Origin of the version"
            },
            {
              "name": "eventId",
              "type": [
                "null",
                "string"
              ],
              "default": null,
              "doc": "The source's own id of this event, where it is stable over re-sends.",
              "businessName": "Source event id"
            },
            {
              "name": "digest",
              "type": "string",
              "doc": "Hash of the fields that matter; two states with the same digest are the same state.",
              "businessName": "Content digest"
            },
            {
              "name": "occurredAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it happened in the source, at most five minutes ahead of its arrival; epoch milliseconds.",
              "businessName": "Occurred at"
            },
            {
              "name": "receivedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              },
              "doc": "When it was appended to the raw topic; epoch milliseconds.",
              "businessName": "Received at"
            },
            {
              "name": "revision",
              "type": "string",
              "doc": "Content hash of the workspace that mapped this record.",
              "businessName": "Workspace revision"
            },
            {
              "name": "deleted",
              "type": "boolean",
              "default": false,
              "doc": "True when the source says that the record is gone.",
              "businessName": "Deleted in the source"
            }
          ]
        },
        "doc": "Identity, version and origin.",
        "businessName": "Envelope"
      },
      {
        "name": "name",
        "type": "string",
        "doc": "Name that people use.",
        "businessName": "Name",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "kind",
        "type": {
          "type": "enum",
          "name": "UserKind",
          "namespace": "io.junctor.model",
          "doc": "What stands behind an entry of a directory.",
          "valueSet": "userKinds",
          "symbols": [
            "person",
            "group",
            "machine"
          ],
          "symbolDocs": {
            "person": "One person.",
            "group": "Several entries under one name.",
            "machine": "A program or device."
          }
        },
        "doc": "What stands behind it.",
        "businessName": "Kind"
      },
      {
        "name": "active",
        "type": "boolean",
        "doc": "False when it may not sign in, or is not in use, any more.",
        "businessName": "Active"
      },
      {
        "name": "userName",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What it signs in by; unique in its directory.",
        "businessName": "User name",
        "pii": {
          "class": "person-identifier"
        }
      },
      {
        "name": "externalId",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Its id in the system that it was taken over from.",
        "businessName": "External id",
        "pii": {
          "class": "person-identifier"
        }
      },
      {
        "name": "givenName",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "First name.",
        "businessName": "Given name",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "familyName",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Last name.",
        "businessName": "Family name",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "email",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Address to reach it.",
        "businessName": "E-mail",
        "pii": {
          "class": "contact"
        }
      },
      {
        "name": "phone",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Number to reach it.",
        "businessName": "Phone",
        "pii": {
          "class": "contact"
        }
      },
      {
        "name": "jobTitle",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What the person does.",
        "businessName": "Job title"
      },
      {
        "name": "department",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Where the person belongs.",
        "businessName": "Department"
      },
      {
        "name": "costCenter",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Who pays.",
        "businessName": "Cost centre"
      },
      {
        "name": "manager",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Whom the person reports to.",
        "businessName": "Manager",
        "pii": {
          "class": "person-name"
        }
      },
      {
        "name": "employeeNumber",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Number in human resources.",
        "businessName": "Employee number",
        "pii": {
          "class": "person-identifier"
        }
      },
      {
        "name": "location",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Site or room.",
        "businessName": "Location"
      },
      {
        "name": "locale",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Language and region, as en-GB.",
        "businessName": "Locale"
      },
      {
        "name": "timezone",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "IANA name, as Europe/Vienna.",
        "businessName": "Time zone"
      },
      {
        "name": "groups",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Names of the groups it is in.",
        "businessName": "Groups"
      },
      {
        "name": "members",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Ids of those in it; of a group only.",
        "businessName": "Members",
        "pii": {
          "class": "person-identifier"
        }
      },
      {
        "name": "updatedAt",
        "type": [
          "null",
          {
            "type": "long",
            "logicalType": "timestamp-millis"
          }
        ],
        "default": null,
        "doc": "Last change in the source; epoch milliseconds.",
        "businessName": "Updated at"
      },
      {
        "name": "links",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Link",
            "namespace": "io.junctor.model",
            "doc": "A web address that leads a person further.",
            "fields": [
              {
                "name": "rel",
                "type": "string",
                "doc": "What it leads to: runbook, dashboard, source, ticket.",
                "businessName": "Kind of link"
              },
              {
                "name": "title",
                "type": [
                  "null",
                  "string"
                ],
                "default": null,
                "doc": "Text to show instead of the address.",
                "businessName": "Link text"
              },
              {
                "name": "url",
                "type": "string",
                "doc": "Absolute http or https address.",
                "businessName": "Address"
              }
            ]
          }
        },
        "default": [],
        "doc": "Where a person can look further.",
        "businessName": "Links"
      },
      {
        "name": "context",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Context",
            "namespace": "io.junctor.model",
            "doc": "What was known around a record when it was enriched, and what was not.",
            "fields": [
              {
                "name": "ci",
                "type": [
                  "null",
                  {
                    "type": "record",
                    "name": "CiContext",
                    "namespace": "io.junctor.model",
                    "doc": "What was known about the affected configuration item when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "The key that matched, for example node/worker-17.",
                        "businessName": "Configuration item key"
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name that people use.",
                        "businessName": "Configuration item"
                      },
                      {
                        "name": "ciClass",
                        "type": {
                          "type": "enum",
                          "name": "CiClass",
                          "namespace": "io.junctor.model",
                          "doc": "What kind of thing a configuration item is; a reader that meets an unknown class takes it as other.",
                          "valueSet": "ciClasses",
                          "symbols": [
                            "compute",
                            "network",
                            "storage",
                            "database",
                            "service",
                            "application",
                            "cluster",
                            "container",
                            "cloud_resource",
                            "facility",
                            "other"
                          ],
                          "default": "other",
                          "symbolDocs": {
                            "compute": "A physical or virtual machine.",
                            "network": "A switch, router, firewall, load balancer or link.",
                            "storage": "An array, volume or share.",
                            "database": "A database or its instance.",
                            "service": "A business or technical service.",
                            "application": "An application as deployed.",
                            "cluster": "Several machines run as one.",
                            "container": "A container, pod or workload.",
                            "cloud_resource": "Something rented from a cloud provider that fits no other class.",
                            "facility": "A site, room, rack or power feed.",
                            "other": "None of these."
                          }
                        },
                        "doc": "What kind of thing it is.",
                        "businessName": "Class"
                      },
                      {
                        "name": "criticality",
                        "type": [
                          "null",
                          {
                            "type": "enum",
                            "name": "Criticality",
                            "namespace": "io.junctor.model",
                            "doc": "What the business loses without it.",
                            "valueSet": "criticalities",
                            "symbols": [
                              "mission_critical",
                              "business_critical",
                              "operational",
                              "administrative"
                            ],
                            "symbolDocs": {
                              "mission_critical": "The organisation cannot do its work.",
                              "business_critical": "A part of the organisation cannot do its work.",
                              "operational": "Work is slower or harder.",
                              "administrative": "Nothing that customers or production notice."
                            }
                          }
                        ],
                        "default": null,
                        "doc": "What the business loses without it.",
                        "businessName": "Criticality"
                      },
                      {
                        "name": "environment",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Such as production or test, as the source names it.",
                        "businessName": "Environment"
                      },
                      {
                        "name": "owner",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Who answers for it.",
                        "businessName": "Owner",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "supportGroup",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which group works on its tickets.",
                        "businessName": "Support group"
                      },
                      {
                        "name": "service",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Which service it is part of.",
                        "businessName": "Service"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                ],
                "default": null,
                "doc": "The first of the candidate items that was found.",
                "businessName": "Configuration item"
              },
              {
                "name": "changes",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "RecordContext",
                    "namespace": "io.junctor.model",
                    "doc": "A related ticket that was known when the record was enriched, such as a recent change.",
                    "fields": [
                      {
                        "name": "system",
                        "type": "string",
                        "doc": "Where the related record lives.",
                        "businessName": "System"
                      },
                      {
                        "name": "record",
                        "type": "string",
                        "doc": "Its id there.",
                        "businessName": "Record"
                      },
                      {
                        "name": "title",
                        "type": "string",
                        "doc": "Its title.",
                        "businessName": "Title",
                        "pii": {
                          "class": "free-text"
                        }
                      },
                      {
                        "name": "status",
                        "type": "string",
                        "doc": "Its status, in canonical words where its model has them.",
                        "businessName": "Status"
                      },
                      {
                        "name": "at",
                        "type": {
                          "type": "long",
                          "logicalType": "timestamp-millis"
                        },
                        "doc": "Epoch milliseconds.",
                        "businessName": "Last changed at"
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "Changes near the item and the time.",
                "businessName": "Recent changes"
              },
              {
                "name": "problems",
                "type": {
                  "type": "array",
                  "items": "io.junctor.model.RecordContext"
                },
                "default": [],
                "doc": "Open problems near the item.",
                "businessName": "Related problems"
              },
              {
                "name": "users",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "UserContext",
                    "namespace": "io.junctor.model",
                    "doc": "A person who is affected or asked, as known when the record was enriched.",
                    "fields": [
                      {
                        "name": "key",
                        "type": "string",
                        "doc": "Id of the person in the directory.",
                        "businessName": "User key",
                        "pii": {
                          "class": "person-identifier"
                        }
                      },
                      {
                        "name": "name",
                        "type": "string",
                        "doc": "Name of the person.",
                        "businessName": "Name",
                        "pii": {
                          "class": "person-name"
                        }
                      },
                      {
                        "name": "email",
                        "type": [
                          "null",
                          "string"
                        ],
                        "default": null,
                        "doc": "Address to reach the person.",
                        "businessName": "E-mail address",
                        "pii": {
                          "class": "contact"
                        }
                      },
                      {
                        "name": "ageMs",
                        "type": "long",
                        "doc": "Milliseconds since the source of this knowledge last confirmed it.",
                        "businessName": "Age of this knowledge"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "People who are affected or asked.",
                "businessName": "Affected users"
              },
              {
                "name": "missing",
                "type": {
                  "type": "array",
                  "items": {
                    "type": "record",
                    "name": "MissingContext",
                    "namespace": "io.junctor.model",
                    "doc": "Something that enrichment looked for and did not get.",
                    "fields": [
                      {
                        "name": "what",
                        "type": "string",
                        "doc": "The part of the context, for example ci.",
                        "businessName": "What is missing"
                      },
                      {
                        "name": "reason",
                        "type": "string",
                        "doc": "Plain words, for example: no configuration item has any of the keys.",
                        "businessName": "Why"
                      }
                    ]
                  }
                },
                "default": [],
                "doc": "What was looked for and not found.",
                "businessName": "Missing parts"
              },
              {
                "name": "degraded",
                "type": "boolean",
                "default": false,
                "doc": "True when a source of context did not answer in time.",
                "businessName": "Incomplete"
              },
              {
                "name": "assembledAt",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Assembled at"
              }
            ]
          }
        ],
        "default": null,
        "doc": "Set by enrichment; null until then.",
        "businessName": "Context"
      },
      {
        "name": "extra",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Fields of the source that the model has no place for, by their name there; values as text.",
        "businessName": "Further fields",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "contribution": {
    "type": "record",
    "name": "Contribution",
    "namespace": "io.junctor.pipeline",
    "doc": "For target key K of system T, record R at version V wants this state, because of these rules.",
    "fields": [
      {
        "name": "id",
        "type": "string",
        "doc": "UUIDv5 of message, flow and target key.",
        "businessName": "Delivery id"
      },
      {
        "name": "messageId",
        "type": "string",
        "doc": "Id of the canonical record it was made from.",
        "businessName": "Message id"
      },
      {
        "name": "flow",
        "type": "string",
        "doc": "Name of the flow.",
        "businessName": "Flow"
      },
      {
        "name": "pattern",
        "type": "string",
        "doc": "Decides how contributions are folded into a case.",
        "businessName": "Pattern"
      },
      {
        "name": "revision",
        "type": "string",
        "doc": "Content hash of the workspace that routed it.",
        "businessName": "Workspace revision"
      },
      {
        "name": "targetSystem",
        "type": "string",
        "doc": "Name of the destination.",
        "businessName": "Target system"
      },
      {
        "name": "targetKey",
        "type": "string",
        "doc": "What the flow correlates by; with the target system it is the key of the topic.",
        "businessName": "Target key"
      },
      {
        "name": "targetModel",
        "type": "string",
        "doc": "Canonical model of the state that is wanted, for example incident.",
        "businessName": "Target model"
      },
      {
        "name": "system",
        "type": "string",
        "doc": "Where the record lives.",
        "businessName": "Source system"
      },
      {
        "name": "record",
        "type": "string",
        "doc": "Its id there.",
        "businessName": "Source record"
      },
      {
        "name": "version",
        "type": "long",
        "doc": "Which state of the record.",
        "businessName": "Record version"
      },
      {
        "name": "digest",
        "type": "string",
        "doc": "Hash of that state.",
        "businessName": "Content digest"
      },
      {
        "name": "occurredAt",
        "type": {
          "type": "long",
          "logicalType": "timestamp-millis"
        },
        "doc": "Epoch milliseconds.",
        "businessName": "Occurred at"
      },
      {
        "name": "phase",
        "type": {
          "type": "enum",
          "name": "Phase",
          "namespace": "io.junctor.pipeline",
          "doc": "Whether the record asks for work or for its end.",
          "valueSet": "phases",
          "symbols": [
            "active",
            "resolved"
          ],
          "symbolDocs": {
            "active": "It asks for work.",
            "resolved": "It is over."
          }
        },
        "doc": "Whether the record asks for work or is over.",
        "businessName": "Phase"
      },
      {
        "name": "rank",
        "type": "int",
        "doc": "Higher leads; made from severity.",
        "businessName": "Rank"
      },
      {
        "name": "want",
        "type": "string",
        "doc": "JSON text of the state that is wanted; its shape is defined by the pattern.",
        "businessName": "Wanted state",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "explanation",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Explanation",
            "namespace": "io.junctor.pipeline",
            "doc": "One reason behind a contribution.",
            "fields": [
              {
                "name": "rule",
                "type": "string",
                "doc": "Name of the rule or field in the flow.",
                "businessName": "Rule"
              },
              {
                "name": "why",
                "type": "string",
                "doc": "Plain words, from the flow.",
                "businessName": "Why"
              }
            ]
          }
        },
        "default": [],
        "doc": "Which rules led here, and why.",
        "businessName": "Explanation"
      }
    ]
  },
  "outcome": {
    "type": "record",
    "name": "Outcome",
    "namespace": "io.junctor.pipeline",
    "doc": "What became of one message in one flow.",
    "fields": [
      {
        "name": "id",
        "type": "string",
        "doc": "UUIDv5 of message, flow and target key.",
        "businessName": "Outcome id"
      },
      {
        "name": "messageId",
        "type": "string",
        "doc": "Id of the canonical record; of the raw event where there is none.",
        "businessName": "Message id"
      },
      {
        "name": "kind",
        "type": {
          "type": "enum",
          "name": "OutcomeKind",
          "namespace": "io.junctor.pipeline",
          "doc": "What became of a message in a flow.",
          "valueSet": "outcomeKinds",
          "symbols": [
            "delivered",
            "noop",
            "superseded",
            "filtered",
            "parked",
            "discarded",
            "routed"
          ],
          "symbolDocs": {
            "delivered": "The destination holds it.",
            "noop": "The destination already held it, or there was nothing to do.",
            "superseded": "A newer state of the record came first.",
            "filtered": "No flow wanted it.",
            "parked": "A person has to look.",
            "discarded": "A person decided to drop it.",
            "routed": "It went on as the deliveries listed."
          }
        },
        "doc": "What became of it.",
        "businessName": "Outcome"
      },
      {
        "name": "stage",
        "type": "string",
        "doc": "Which stage of the line decided.",
        "businessName": "Stage"
      },
      {
        "name": "reason",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Plain words.",
        "businessName": "Reason"
      },
      {
        "name": "flow",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Name of the flow; null before routing.",
        "businessName": "Flow"
      },
      {
        "name": "system",
        "type": "string",
        "doc": "Where the record lives.",
        "businessName": "Source system"
      },
      {
        "name": "record",
        "type": "string",
        "doc": "Its id there.",
        "businessName": "Source record"
      },
      {
        "name": "version",
        "type": "long",
        "doc": "Which state of the record.",
        "businessName": "Record version"
      },
      {
        "name": "targetSystem",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Name of the destination.",
        "businessName": "Target system"
      },
      {
        "name": "targetKey",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What the flow correlates by.",
        "businessName": "Target key"
      },
      {
        "name": "deliveryIds",
        "type": {
          "type": "array",
          "items": "string"
        },
        "default": [],
        "doc": "Ids of the contributions that routing made.",
        "businessName": "Deliveries"
      },
      {
        "name": "remoteId",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Id of the record at the destination.",
        "businessName": "Remote id"
      },
      {
        "name": "remoteNumber",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "The number that people use there.",
        "businessName": "Remote number"
      },
      {
        "name": "remoteUrl",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Where a person can open it.",
        "businessName": "Remote address"
      },
      {
        "name": "attempts",
        "type": "int",
        "doc": "Calls made to the destination.",
        "businessName": "Attempts"
      },
      {
        "name": "possibleDuplicate",
        "type": "boolean",
        "default": false,
        "doc": "True when an effect may have happened twice at a destination that can't be asked.",
        "businessName": "Possible duplicate"
      },
      {
        "name": "occurredAt",
        "type": {
          "type": "long",
          "logicalType": "timestamp-millis"
        },
        "doc": "Epoch milliseconds.",
        "businessName": "Occurred at"
      },
      {
        "name": "finishedAt",
        "type": {
          "type": "long",
          "logicalType": "timestamp-millis"
        },
        "doc": "Epoch milliseconds.",
        "businessName": "Finished at"
      },
      {
        "name": "traceId",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "W3C trace id, 32 hexadecimal digits.",
        "businessName": "Trace id"
      },
      {
        "name": "trail",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Hop",
            "namespace": "io.junctor.pipeline",
            "doc": "Where a message was on its way.",
            "fields": [
              {
                "name": "topic",
                "type": "string",
                "doc": "Name of the topic.",
                "businessName": "Topic"
              },
              {
                "name": "partition",
                "type": "int",
                "doc": "Number of the partition.",
                "businessName": "Partition"
              },
              {
                "name": "offset",
                "type": "long",
                "doc": "Position in the partition.",
                "businessName": "Offset"
              },
              {
                "name": "at",
                "type": {
                  "type": "long",
                  "logicalType": "timestamp-millis"
                },
                "doc": "Epoch milliseconds.",
                "businessName": "Appended at"
              }
            ]
          }
        },
        "default": [],
        "doc": "Every hop of the message.",
        "businessName": "Trail"
      }
    ]
  },
  "raw": {
    "type": "record",
    "name": "Raw",
    "namespace": "io.junctor.pipeline",
    "doc": "One source event as captured, before anything was understood.",
    "fields": [
      {
        "name": "system",
        "type": "string",
        "doc": "Name of the system as in the workspace.",
        "businessName": "Source system"
      },
      {
        "name": "channel",
        "type": {
          "type": "enum",
          "name": "Channel",
          "namespace": "io.junctor.pipeline",
          "doc": "Way in which a source event arrived.",
          "valueSet": "channels",
          "symbols": [
            "webhook",
            "topic",
            "poll"
          ],
          "symbolDocs": {
            "webhook": "The source called us over HTTP.",
            "topic": "The source wrote to a topic of its own.",
            "poll": "We asked the source what it has changed."
          }
        },
        "doc": "How it arrived.",
        "businessName": "Channel"
      },
      {
        "name": "format",
        "type": "string",
        "doc": "Names the map that understands the body.",
        "businessName": "Format"
      },
      {
        "name": "record",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Id of the record; null when it can't be told.",
        "businessName": "Source record"
      },
      {
        "name": "eventId",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "The source's own id of this event, where it is stable over re-sends.",
        "businessName": "Source event id"
      },
      {
        "name": "version",
        "type": [
          "null",
          "long"
        ],
        "default": null,
        "doc": "The source's own version, where it only grows.",
        "businessName": "Record version"
      },
      {
        "name": "receivedAt",
        "type": {
          "type": "long",
          "logicalType": "timestamp-millis"
        },
        "doc": "Epoch milliseconds.",
        "businessName": "Received at"
      },
      {
        "name": "contentType",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Media type of the body, as sent.",
        "businessName": "Content type"
      },
      {
        "name": "attributes",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "What the transport said beside the body, such as headers; never a credential.",
        "businessName": "Attributes"
      },
      {
        "name": "body",
        "type": "bytes",
        "doc": "The bytes of this one event.",
        "businessName": "Body",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "defect",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Why it could not be understood; it is then parked.",
        "businessName": "Defect"
      }
    ]
  },
  "review": {
    "type": "record",
    "name": "Review",
    "namespace": "io.junctor.pipeline",
    "doc": "A message that a person has to look at, with everything needed to do so.",
    "fields": [
      {
        "name": "id",
        "type": "string",
        "doc": "UUIDv5 of message, stage and flow.",
        "businessName": "Review id"
      },
      {
        "name": "messageId",
        "type": "string",
        "doc": "Id of the message, or of its raw coordinates.",
        "businessName": "Message id"
      },
      {
        "name": "stage",
        "type": "string",
        "doc": "Which stage of the line parked it.",
        "businessName": "Stage"
      },
      {
        "name": "system",
        "type": "string",
        "doc": "Where the record lives.",
        "businessName": "Source system"
      },
      {
        "name": "record",
        "type": "string",
        "doc": "Its id there; empty when unknown.",
        "businessName": "Source record"
      },
      {
        "name": "flow",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Name of the flow; null before routing.",
        "businessName": "Flow"
      },
      {
        "name": "fingerprint",
        "type": "string",
        "doc": "The same for all messages parked by the same cause.",
        "businessName": "Cause fingerprint"
      },
      {
        "name": "reason",
        "type": "string",
        "doc": "One sentence in plain words.",
        "businessName": "Reason"
      },
      {
        "name": "code",
        "type": "string",
        "doc": "Stable code of the cause.",
        "businessName": "Code"
      },
      {
        "name": "field",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "Which field is wrong.",
        "businessName": "Field"
      },
      {
        "name": "expected",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What was expected there.",
        "businessName": "Expected"
      },
      {
        "name": "excerpt",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "At most 500 characters of what was found.",
        "businessName": "Excerpt",
        "pii": {
          "class": "free-text"
        }
      },
      {
        "name": "hint",
        "type": [
          "null",
          "string"
        ],
        "default": null,
        "doc": "What the reader can do next.",
        "businessName": "Hint"
      },
      {
        "name": "sourceTopic",
        "type": "string",
        "doc": "Where the message lies.",
        "businessName": "Topic"
      },
      {
        "name": "sourcePartition",
        "type": "int",
        "doc": "Where the message lies.",
        "businessName": "Partition"
      },
      {
        "name": "sourceOffset",
        "type": "long",
        "doc": "Where the message lies.",
        "businessName": "Offset"
      },
      {
        "name": "parkedAt",
        "type": {
          "type": "long",
          "logicalType": "timestamp-millis"
        },
        "doc": "Epoch milliseconds.",
        "businessName": "Parked at"
      },
      {
        "name": "value",
        "type": [
          "null",
          "bytes"
        ],
        "default": null,
        "doc": "The bytes of the message as they were found.",
        "businessName": "Value",
        "pii": {
          "class": "free-text"
        }
      }
    ]
  },
  "revision": {
    "type": "record",
    "name": "Revision",
    "namespace": "io.junctor.pipeline",
    "doc": "A published, content-hashed workspace.",
    "fields": [
      {
        "name": "revision",
        "type": "string",
        "doc": "Content hash of the files.",
        "businessName": "Revision"
      },
      {
        "name": "publishedAt",
        "type": {
          "type": "long",
          "logicalType": "timestamp-millis"
        },
        "doc": "Epoch milliseconds.",
        "businessName": "Published at"
      },
      {
        "name": "files",
        "type": {
          "type": "map",
          "values": "string"
        },
        "default": {},
        "doc": "Text of every file by its path in the workspace.",
        "businessName": "Files"
      }
    ]
  }
};
