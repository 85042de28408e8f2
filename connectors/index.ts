// DO NOT EDIT: generated from the folders of connectors/ by tools/generate-connectors.ts
import { connector as alertmanager } from '#connectors/alertmanager';
import { connector as awsSns } from '#connectors/aws-sns';
import { connector as azureMonitor } from '#connectors/azure-monitor';
import { connector as cloudevents } from '#connectors/cloudevents';
import { connector as cmdbFeed } from '#connectors/cmdb-feed';
import { connector as datadog } from '#connectors/datadog';
import { connector as email } from '#connectors/email';
import { connector as fileDrop } from '#connectors/file-drop';
import { connector as github } from '#connectors/github';
import { connector as gitlab } from '#connectors/gitlab';
import { connector as grafana } from '#connectors/grafana';
import { connector as itsmAuditLog } from '#connectors/itsm-audit-log';
import { connector as jira } from '#connectors/jira';
import { connector as jsonFiles } from '#connectors/json-files';
import { connector as kafkaTopic } from '#connectors/kafka-topic';
import { connector as nagios } from '#connectors/nagios';
import { connector as opsgenie } from '#connectors/opsgenie';
import { connector as pagerduty } from '#connectors/pagerduty';
import { connector as recordFeed } from '#connectors/record-feed';
import { connector as rest } from '#connectors/rest';
import { connector as servicenow } from '#connectors/servicenow';
import { connector as slack } from '#connectors/slack';
import { connector as standardWebhook } from '#connectors/standard-webhook';
import { connector as teams } from '#connectors/teams';
import { connector as zabbix } from '#connectors/zabbix';
import { type Connector, createRegistry, type Registry } from '#libs/connector-kit';

/** Every connector there is, by folder name. */
// biome-ignore format: one a line
export const connectors: readonly Connector[] = [
  alertmanager,
  awsSns,
  azureMonitor,
  cloudevents,
  cmdbFeed,
  datadog,
  email,
  fileDrop,
  github,
  gitlab,
  grafana,
  itsmAuditLog,
  jira,
  jsonFiles,
  kafkaTopic,
  nagios,
  opsgenie,
  pagerduty,
  recordFeed,
  rest,
  servicenow,
  slack,
  standardWebhook,
  teams,
  zabbix,
];

/** The same, by the name that a system file gives as `spec.connector`. */
export const registry: Registry = createRegistry(connectors);
