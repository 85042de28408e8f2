// DO NOT EDIT: generated from the pages and test data of connectors/ by tools/generate-connectors.ts
import type { Starter } from './starter.ts';

// biome-ignore format: texts as they stand in their files
export const starters: readonly Starter[] = [
  {
    "connector": "alertmanager",
    "title": "Prometheus Alertmanager",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: prometheus, title: Prometheus Alertmanager, owner: sre-platform }\nspec:\n  connector: alertmanager\n  holds: alerts of the Kubernetes clusters\n  settings: { auth: { type: bearer, secret: 'env:PROMETHEUS_WEBHOOK_TOKEN' } }\n  valueMaps: { severity: { critical: critical, warning: medium, info: info, none: info } }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {},
      "body": "{\n  \"receiver\": \"itsm\",\n  \"status\": \"firing\",\n  \"alerts\": [\n    {\n      \"status\": \"firing\",\n      \"labels\": {\n        \"alertname\": \"VolumeAlmostFull\",\n        \"cluster\": \"green\",\n        \"namespace\": \"orders\",\n        \"pod\": \"orders-db-0\",\n        \"severity\": \"critical\",\n        \"service\": \"orders-db\"\n      },\n      \"annotations\": {\n        \"summary\": \"Volume of orders-db-0 is 97 % full\",\n        \"description\": \"It fills up in about 40 minutes.\",\n        \"runbook_url\": \"https://runbooks.shop.example/volume\",\n        \"dashboard\": \"https://grafana.shop.example/d/7\"\n      },\n      \"startsAt\": \"2026-03-02T09:15:04.123456789+01:00\",\n      \"endsAt\": \"0001-01-01T00:00:00Z\",\n      \"generatorURL\": \"https://prometheus.shop.example/graph?g0.expr=volume\",\n      \"fingerprint\": \"0a1b2c3d4e5f6071\"\n    }\n  ],\n  \"groupLabels\": {\n    \"alertname\": \"VolumeAlmostFull\",\n    \"cluster\": \"green\"\n  },\n  \"commonLabels\": {},\n  \"commonAnnotations\": {},\n  \"externalURL\": \"https://alertmanager.shop.example\",\n  \"version\": \"4\",\n  \"groupKey\": \"{}:{alertname=\\\"VolumeAlmostFull\\\", cluster=\\\"green\\\"}\",\n  \"truncatedAlerts\": 0\n}\n"
    }
  },
  {
    "connector": "aws-sns",
    "title": "Amazon SNS (alarms of CloudWatch)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: cloudwatch, title: Amazon CloudWatch, owner: cloud-platform }\nspec:\n  connector: aws-sns\n  holds: alarms of the shop's AWS accounts\n  settings:\n    topics: ['arn:aws:sns:eu-central-1:210987654321:alarms']\n  valueMaps:\n    severity: { ALARM: high, OK: high }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {},
      "body": "{\n  \"Type\": \"Notification\",\n  \"MessageId\": \"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\n  \"TopicArn\": \"arn:aws:sns:eu-central-1:210987654321:alarms\",\n  \"Subject\": \"ALARM: \\\"checkout-5xx\\\" in EU (Frankfurt)\",\n  \"Message\": \"{\\\"AlarmName\\\": \\\"checkout-5xx\\\", \\\"AlarmDescription\\\": \\\"Too many errors at checkout\\\", \\\"AWSAccountId\\\": \\\"210987654321\\\", \\\"NewStateValue\\\": \\\"ALARM\\\", \\\"NewStateReason\\\": \\\"Threshold Crossed: 3 datapoints were greater than the threshold (5.0).\\\", \\\"StateChangeTime\\\": \\\"2026-05-04T08:00:01.980+0000\\\", \\\"Region\\\": \\\"EU (Frankfurt)\\\", \\\"OldStateValue\\\": \\\"OK\\\", \\\"Trigger\\\": {\\\"Period\\\": 300, \\\"EvaluationPeriods\\\": 1, \\\"Metrics\\\": [{\\\"Id\\\": \\\"e1\\\", \\\"Expression\\\": \\\"m1/m2\\\", \\\"ReturnData\\\": true}, {\\\"Id\\\": \\\"m1\\\", \\\"MetricStat\\\": {\\\"Metric\\\": {\\\"Dimensions\\\": [{\\\"value\\\": \\\"i-0a1b2c3d4e5f60718\\\", \\\"name\\\": \\\"InstanceId\\\"}], \\\"MetricName\\\": \\\"CPUUtilization\\\", \\\"Namespace\\\": \\\"AWS/EC2\\\"}, \\\"Period\\\": 300, \\\"Stat\\\": \\\"Average\\\"}, \\\"ReturnData\\\": false}]}}\",\n  \"Timestamp\": \"2026-05-04T08:00:02.417Z\",\n  \"SignatureVersion\": \"2\",\n  \"Signature\": \"bm90IGEgcmVhbCBvbmU=\",\n  \"SigningCertURL\": \"https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem\",\n  \"UnsubscribeURL\": \"https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe\"\n}\n"
    }
  },
  {
    "connector": "azure-monitor",
    "title": "Azure Monitor (common alert schema, classic metric alerts)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: azure, title: Azure Monitor, owner: cloud-platform }\nspec:\n  connector: azure-monitor\n  holds: alerts of the production subscriptions\n  settings:\n    auth: { type: header, header: X-Junctor-Token, secrets: ['env:AZURE_WEBHOOK_TOKEN'] }\n  valueMaps:\n    severity: { Sev0: critical, Sev1: high, Sev2: medium, Sev3: low, Sev4: info, '0': critical, '1': high, '2': medium, '3': low, '4': info }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {},
      "body": "{\n  \"schemaId\": \"AzureMonitorMetricAlert\",\n  \"data\": {\n    \"version\": \"2.0\",\n    \"status\": \"Activated\",\n    \"context\": {\n      \"timestamp\": \"2026-05-04T08:05:10.1714014Z\",\n      \"id\": \"/subscriptions/2f6f2a0c-9d5b-4f0e-8f2a-000000000001/resourceGroups/shop/providers/microsoft.insights/metricAlerts/queue-depth\",\n      \"name\": \"queue-depth\",\n      \"description\": \"Orders wait\",\n      \"conditionType\": \"SingleResourceMultipleMetricCriteria\",\n      \"severity\": \"2\",\n      \"condition\": {\n        \"windowSize\": \"PT5M\",\n        \"allOf\": [\n          {\n            \"metricName\": \"ActiveMessages\",\n            \"dimensions\": [\n              {\n                \"name\": \"Queue\",\n                \"value\": \"orders\"\n              }\n            ],\n            \"operator\": \"GreaterThan\",\n            \"threshold\": \"1000\",\n            \"metricValue\": 1841\n          }\n        ]\n      },\n      \"subscriptionId\": \"x\",\n      \"resourceGroupName\": \"shop\",\n      \"resourceName\": \"orders-bus\",\n      \"resourceType\": \"Microsoft.ServiceBus/namespaces\",\n      \"resourceId\": \"/subscriptions/2f6f2a0c-9d5b-4f0e-8f2a-000000000001/resourceGroups/shop/providers/Microsoft.ServiceBus/namespaces/orders-bus\",\n      \"portalLink\": \"https://portal.azure.com/#resource/subscriptions/2f6f2a0c-9d5b-4f0e-8f2a-000000000001\"\n    },\n    \"properties\": {\n      \"team\": \"orders\"\n    }\n  }\n}\n"
    }
  },
  {
    "connector": "cloudevents",
    "title": "CloudEvents (HTTP and Kafka)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: plant, title: Plant control, owner: plant-engineering }\nspec:\n  connector: cloudevents\n  holds: conditions of machines\n  settings:\n    auth: { type: bearer, secrets: ['env:PLANT_EVENTS_TOKEN'] }\n    fields:\n      record: subject\n      name: type\n      title: data.text\n      status: data.state\n      severity: severitytext\n      startedAt: data.since\n      resource: data.machine.name\n      ciKeys: [data.machine.key]\n      labels: data.labels\n  valueMaps:\n    status: { raised: firing, cleared: resolved }\n    severity: { FATAL: critical, ERROR: high, WARN: medium, INFO: info }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": "A-3",
        "ce_source": "/plant/hall-b",
        "ce_type": "org.example.machine.condition",
        "ce_subject": "mill-4/spindle",
        "ce_time": "2026-05-04T08:00:00Z",
        "ce_severitytext": "WARN"
      },
      "body": "{\n  \"text\": \"Spindle too hot\",\n  \"state\": \"raised\",\n  \"since\": \"2026-05-04T07:58:00Z\",\n  \"machine\": {\n    \"name\": \"mill-4\",\n    \"key\": \"machine/mill-4\"\n  },\n  \"labels\": {\n    \"hall\": \"B\",\n    \"line\": \"2\"\n  }\n}\n"
    }
  },
  {
    "connector": "datadog",
    "title": "Datadog (webhook with our template)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: datadog, title: Datadog, owner: sre-platform }\nspec:\n  connector: datadog\n  holds: alerts of monitors\n  settings:\n    auth: { type: header, header: X-Junctor-Token, secrets: ['env:DATADOG_WEBHOOK_TOKEN'] }\n  valueMaps:\n    severity: { P1: critical, P2: high, P3: medium, P4: low, P5: info }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {},
      "body": "{\n  \"template\": \"junctor/datadog/1\",\n  \"id\": \"7219384756102938475\",\n  \"cycle\": \"8423197650012345678\",\n  \"monitorId\": \"14412\",\n  \"title\": \"[P2] [Triggered on {host:db-3}] Disk almost full\",\n  \"message\": \"/var has 4 % left\",\n  \"summary\": \"system.disk.free over host:db-3 was < 0.05\",\n  \"transition\": \"Triggered\",\n  \"priority\": \"P2\",\n  \"type\": \"error\",\n  \"metric\": \"system.disk.free\",\n  \"query\": \"avg(last_5m):avg:system.disk.free{*} by {host} < 0.05\",\n  \"scope\": \"host:db-3\",\n  \"host\": \"db-3\",\n  \"tags\": \"env:prod,service:orders,team:storage,monitor\",\n  \"at\": \"1777881600123\",\n  \"link\": \"https://app.datadoghq.com/event/event?id=1\",\n  \"org\": \"Example\"\n}\n"
    }
  },
  {
    "connector": "email",
    "title": "E-mail (SMTP out, messages in)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: mail, title: Service desk mailbox, owner: service-desk }\nspec:\n  connector: email\n  holds: mails to and from the service desk\n  address: smtp://mail.example.org:587 # or smtps://mail.example.org:465\n  settings:\n    send:\n      from: junctor@example.org\n      to: [desk@example.org]\n      auth: { user: junctor, secret: 'env:MAIL_PASSWORD' }\n    receive:\n      auth: { type: basic, user: junctor, secrets: ['env:MAIL_GATEWAY_PASSWORD'] }\n      model: incident # or event\n  valueMaps:\n    priority: { high: high }\n",
    "writes": [
      "event",
      "incident"
    ],
    "sample": null
  },
  {
    "connector": "github",
    "title": "GitHub (issues, deployments, checks, security alerts)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: github, title: GitHub, owner: developer-platform }\nspec:\n  connector: github\n  holds: issues, deployments and security alerts of the shop's repositories\n  settings:\n    secrets: ['env:GITHUB_WEBHOOK_SECRET']\n    ignore: [ping, push]\n  valueMaps:\n    priority: { 'priority: critical': critical, 'priority: high': high }\n    deployment: { created: info, pending: info, queued: info, in_progress: info, failure: high, error: high, success: high, inactive: high }\n    check: { queued: info, in_progress: info, failure: medium, timed_out: medium, action_required: low, startup_failure: medium, success: medium, neutral: medium, skipped: medium }\n    severity: { critical: critical, high: high, error: high, moderate: medium, medium: medium, warning: medium, low: low, note: low }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {
        "x-github-event": "repository_vulnerability_alert",
        "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0013"
      },
      "body": "{\n  \"action\": \"create\",\n  \"alert\": {\n    \"id\": 1,\n    \"number\": 8,\n    \"state\": \"open\",\n    \"affected_package_name\": \"tar\",\n    \"external_identifier\": \"CVE-2026-0001\",\n    \"external_reference\": \"https://nvd.nist.gov/vuln/detail/CVE-2026-0001\",\n    \"ghsa_id\": \"GHSA-aaaa-bbbb-cccc\",\n    \"severity\": \"moderate\",\n    \"created_at\": \"2026-05-01T00:00:00Z\"\n  },\n  \"repository\": {\n    \"id\": 7001,\n    \"name\": \"checkout\",\n    \"full_name\": \"example/checkout\",\n    \"html_url\": \"https://github.com/example/checkout\"\n  },\n  \"sender\": {\n    \"login\": \"ana\",\n    \"id\": 9\n  }\n}\n"
    }
  },
  {
    "connector": "gitlab",
    "title": "GitLab (deployments)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: gitlab, title: GitLab, owner: developer-platform }\nspec:\n  connector: gitlab\n  holds: deployments of the shop\n  settings: { secrets: ['env:GITLAB_WEBHOOK_TOKEN'], ignore: [pipeline] }\n  valueMaps:\n    deployment: { created: info, running: info, blocked: info, failed: high, success: high }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {
        "x-gitlab-event": "Deployment Hook",
        "idempotency-key": "f5e5f430-f57b-4e6e-9fac-d9128cd7232f"
      },
      "body": "{\n  \"object_kind\": \"deployment\",\n  \"status\": \"failed\",\n  \"status_changed_at\": \"2026-05-04 12:06:00 +0200\",\n  \"deployment_id\": 15,\n  \"deployable_id\": 796,\n  \"deployable_url\": \"https://gitlab.example.org/shop/checkout/-/jobs/796\",\n  \"environment\": \"production\",\n  \"environment_tier\": \"production\",\n  \"environment_slug\": \"production\",\n  \"project\": {\n    \"id\": 30,\n    \"name\": \"checkout\",\n    \"web_url\": \"https://gitlab.example.org/shop/checkout\",\n    \"path_with_namespace\": \"shop/checkout\"\n  },\n  \"ref\": \"main\",\n  \"short_sha\": \"279484c0\",\n  \"user\": {\n    \"id\": 1,\n    \"name\": \"Ana\",\n    \"username\": \"ana\"\n  },\n  \"commit_url\": \"https://gitlab.example.org/shop/checkout/-/commit/279484c0\",\n  \"commit_title\": \"Add gift cards\"\n}\n"
    }
  },
  {
    "connector": "grafana",
    "title": "Grafana alerting (unified and legacy)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: grafana, title: Grafana, owner: sre-platform }\nspec:\n  connector: grafana\n  holds: alerts on dashboards of the shop\n  settings:\n    auth: { type: hmac, secrets: ['env:GRAFANA_HMAC_SECRET'], timestampHeader: X-Grafana-Alerting-Timestamp }\n  valueMaps:\n    severity: { critical: critical, major: high, minor: medium, info: info }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {},
      "body": "{\n  \"dashboardId\": 7,\n  \"evalMatches\": [{ \"metric\": \"backlog\", \"value\": 91.5, \"tags\": null }],\n  \"message\": \"The queue grows\",\n  \"orgId\": 4,\n  \"panelId\": 2,\n  \"ruleId\": 31,\n  \"ruleName\": \"Mail queue\",\n  \"ruleUrl\": \"https://grafana.example.org/d/mail?panelId=2\",\n  \"state\": \"alerting\",\n  \"tags\": { \"severity\": \"major\", \"service\": \"mail\", \"instance\": \"mx-2\" },\n  \"title\": \"[Alerting] Mail queue\"\n}\n"
    }
  },
  {
    "connector": "jira",
    "title": "Jira Cloud and Jira Service Management (REST v3, webhooks)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: jira, title: Jira of operations, owner: sre-platform }\nspec:\n  connector: jira\n  holds: issues of the operations project\n  address: https://example.atlassian.net\n  settings:\n    auth: { type: basic, user: junctor@example.org, secret: 'env:JIRA_TOKEN' }\n    project: OPS\n    issueType: Task\n    statuses: { on_hold: [Waiting], resolved: [Done], cancelled: [\"Won't do\", Done] }\n    fields: { group: { field: customfield_10042 }, impact: null, urgency: null }\n    source: # only to read issues as well\n      secrets: ['env:JIRA_WEBHOOK_SECRET']\n      account: 5b10a2844c20165700ede21g\n      requestTypes: ['[System] Service request']\n      everySeconds: 300\n  valueMaps:\n    priority: { Highest: critical, High: high, Medium: moderate, Low: low, Lowest: planning }\n  limits: { concurrency: 8, callTimeoutMs: 15000 }\n",
    "writes": [
      "incident"
    ],
    "sample": {
      "file": "recorded.json",
      "model": "incident",
      "headers": {
        "x-atlassian-webhook-identifier": "9f1c-1",
        "x-atlassian-webhook-flow": "Primary"
      },
      "body": "{\n  \"timestamp\": 1777881492140,\n  \"webhookEvent\": \"jira:issue_created\",\n  \"user\": {\n    \"self\": \"https://example.atlassian.net/rest/api/2/user?accountId=6f21aa\",\n    \"accountId\": \"6f21aa\",\n    \"displayName\": \"Ada Lund\",\n    \"active\": true,\n    \"timeZone\": \"Europe/Oslo\",\n    \"accountType\": \"atlassian\"\n  },\n  \"issue_event_type_name\": \"issue_created\",\n  \"issue\": {\n    \"id\": \"10231\",\n    \"self\": \"https://example.atlassian.net/rest/api/2/issue/10231\",\n    \"key\": \"OPS-231\",\n    \"fields\": {\n      \"summary\": \"Checkout answers slowly\",\n      \"issuetype\": {\n        \"id\": \"10101\",\n        \"name\": \"Task\",\n        \"subtask\": false\n      },\n      \"project\": {\n        \"id\": \"10000\",\n        \"key\": \"OPS\",\n        \"name\": \"Operations\",\n        \"projectTypeKey\": \"software\"\n      },\n      \"priority\": {\n        \"id\": \"2\",\n        \"name\": \"High\"\n      },\n      \"labels\": [],\n      \"assignee\": null,\n      \"reporter\": {\n        \"self\": \"https://example.atlassian.net/rest/api/2/user?accountId=6f21aa\",\n        \"accountId\": \"6f21aa\",\n        \"displayName\": \"Ada Lund\",\n        \"active\": true,\n        \"timeZone\": \"Europe/Oslo\",\n        \"accountType\": \"atlassian\"\n      },\n      \"description\": null,\n      \"resolution\": null,\n      \"resolutiondate\": null,\n      \"created\": \"2026-05-04T09:58:12.101+0200\",\n      \"updated\": \"2026-05-04T09:58:12.101+0200\",\n      \"status\": {\n        \"self\": \"https://example.atlassian.net/rest/api/2/status/10000\",\n        \"id\": \"10000\",\n        \"name\": \"To Do\",\n        \"statusCategory\": {\n          \"id\": 2,\n          \"key\": \"new\",\n          \"name\": \"To Do\"\n        }\n      }\n    }\n  }\n}\n"
    }
  },
  {
    "connector": "json-files",
    "title": "JSON files in a folder",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: archive-files, title: Archive on disk, owner: records-management }\nspec:\n  connector: json-files\n  holds: the last state of every incident\n  settings: { folder: /var/lib/junctor/archive } # or env:NAME\n",
    "writes": [
      "asset",
      "change",
      "ci",
      "event",
      "incident",
      "problem",
      "request",
      "user"
    ],
    "sample": null
  },
  {
    "connector": "kafka-topic",
    "title": "A Kafka topic of another system",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: warehouse, title: Data warehouse, owner: data-platform }\nspec:\n  connector: kafka-topic\n  holds: every state of every incident\n  settings: { topic: warehouse.incidents, models: [incident] }\n",
    "writes": [
      "incident"
    ],
    "sample": null
  },
  {
    "connector": "nagios",
    "title": "Nagios, Icinga (notification by curl)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: nagios, title: Nagios, owner: infrastructure }\nspec:\n  connector: nagios\n  holds: checks of hosts and services\n  settings:\n    auth: { type: header, header: X-Junctor-Token, secrets: ['env:NAGIOS_WEBHOOK_TOKEN'] }\n  valueMaps:\n    severity: { CRITICAL: high, DOWN: critical, UNREACHABLE: high, WARNING: medium, UNKNOWN: low, OK: high, UP: critical }\n",
    "writes": [],
    "sample": {
      "file": "recorded.txt",
      "model": "event",
      "headers": {
        "content-type": "application/x-www-form-urlencoded"
      },
      "body": "command=junctor%2Fnagios%2F1&type=PROBLEM&host=web-07&address=10.0.0.7&service=HTTP+%26+TLS&state=CRITICAL&stateType=HARD&attempt=3&output=connect+to+port+443%3A+refused%2C+100%25+of+5&at=1777881600&since=1777881480&problemId=81&author=&comment=&url=%24SERVICEACTIONURL%24&notes=https%3A%2F%2Fwiki.example.org%2Fhttp"
    }
  },
  {
    "connector": "opsgenie",
    "title": "Opsgenie (alerts in)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: opsgenie, title: Opsgenie, owner: sre-platform }\nspec:\n  connector: opsgenie\n  holds: alerts of the on-call teams\n  settings:\n    auth: { type: header, header: X-Junctor-Token, secrets: ['env:OPSGENIE_WEBHOOK_TOKEN'] }\n  valueMaps:\n    severity: { P1: critical, P2: high, P3: medium, P4: low, P5: info }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {},
      "body": "{\n  \"action\": \"Create\",\n  \"alert\": {\n    \"alertId\": \"5f6e7d8c-0001-4000-8000-aabbccddeeff-1777881600000\",\n    \"message\": \"Orders queue grows\",\n    \"description\": \"1841 wait\",\n    \"tags\": [\n      \"orders\",\n      \"eu\"\n    ],\n    \"tinyId\": \"412\",\n    \"entity\": \"orders-bus\",\n    \"alias\": \"orders-queue\",\n    \"createdAt\": 1777881600000,\n    \"updatedAt\": 1777881600000000110,\n    \"username\": \"Monitoring\",\n    \"userId\": \"u-1\",\n    \"priority\": \"P2\",\n    \"source\": \"Zabbix\",\n    \"details\": {\n      \"team\": \"orders\",\n      \"region\": \"eu\"\n    },\n    \"responders\": []\n  },\n  \"source\": {\n    \"name\": \"Zabbix\",\n    \"type\": \"API\"\n  },\n  \"integrationId\": \"i-1\",\n  \"integrationName\": \"Webhook\",\n  \"integrationType\": \"Webhook\"\n}\n"
    }
  },
  {
    "connector": "pagerduty",
    "title": "PagerDuty (Events API v2, webhooks v3)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: pagerduty, title: PagerDuty, owner: sre-platform }\nspec:\n  connector: pagerduty\n  holds: who is called at night\n  address: https://events.pagerduty.com\n  settings:\n    routingKey: 'env:PAGERDUTY_ROUTING_KEY'\n    webhookSecrets: ['env:PAGERDUTY_WEBHOOK_SECRET']\n  valueMaps: { priority: { P1: critical, P2: high, P3: moderate, P4: low, P5: planning } }\n",
    "writes": [
      "event",
      "incident"
    ],
    "sample": {
      "file": "recorded.json",
      "model": "incident",
      "headers": {},
      "body": "{\n  \"event\": {\n    \"id\": \"E3\",\n    \"event_type\": \"incident.resolved\",\n    \"resource_type\": \"incident\",\n    \"occurred_at\": \"2026-01-05T10:05:00.500Z\",\n    \"agent\": {\n      \"id\": \"PU1\",\n      \"type\": \"user_reference\",\n      \"summary\": \"Ada Lovelace\"\n    },\n    \"client\": null,\n    \"data\": {\n      \"id\": \"Q1\",\n      \"type\": \"incident\",\n      \"self\": \"https://api.pagerduty.com/incidents/Q1\",\n      \"html_url\": \"https://acme.pagerduty.com/incidents/Q1\",\n      \"number\": 41,\n      \"status\": \"resolved\",\n      \"incident_key\": \"prod/payments/HighLatency\",\n      \"created_at\": \"2026-01-05T10:00:00Z\",\n      \"title\": \"Checkout is slow\",\n      \"service\": {\n        \"id\": \"PS1\",\n        \"type\": \"service_reference\",\n        \"summary\": \"Payments\"\n      },\n      \"assignees\": [],\n      \"escalation_policy\": {\n        \"id\": \"PE1\",\n        \"type\": \"escalation_policy_reference\",\n        \"summary\": \"Payments on call\"\n      },\n      \"teams\": [],\n      \"priority\": {\n        \"id\": \"PP2\",\n        \"summary\": \"P2\"\n      },\n      \"urgency\": \"low\",\n      \"resolve_reason\": null\n    }\n  }\n}\n"
    }
  },
  {
    "connector": "rest",
    "title": "Any HTTP API, described by its system file",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: example-desk, title: Example desk, owner: service-desk }\nspec:\n  connector: rest\n  holds: Tickets of the example desk\n  address: https://desk.example/api\n  settings:\n    auth: { type: bearer, secret: 'env:DESK_TOKEN' }\n    models:\n      incident:\n        fields:\n          subject: { from: title, oneLine: true, max: 120 }\n          state: { from: status, values: { new: open, in_progress: open, on_hold: pending, resolved: solved, closed: solved, cancelled: solved } }\n        leaveOut: [description, priority, group]\n        create:\n          method: POST\n          path: /tickets\n          body: { json: { ticket: { external_id: '{{key}}', '...': '{{fields}}' } } }\n          answer: { id: ticket.id, carries: ticket.external_id }\n          idempotency: searchable\n        update:\n          method: PUT\n          path: '/tickets/{{id}}'\n          body: { json: { ticket: { '...': '{{fields}}' } } }\n          answer: { id: ticket.id }\n        find:\n          path: /tickets\n          query: { external_id: '{{key}}' }\n          items: tickets\n          paging: { style: next, at: next_page }\n          carries: external_id\n          answer: { id: id }\n",
    "writes": [
      "incident"
    ],
    "sample": null
  },
  {
    "connector": "servicenow",
    "title": "ServiceNow (Table API, IRE)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: servicenow, title: ServiceNow, owner: service-desk }\nspec:\n  connector: servicenow\n  holds: incidents of the company\n  address: 'env:SERVICENOW_URL'\n  settings: { auth: { type: basic, user: junctor, secret: 'env:SERVICENOW_PASSWORD' } }\n  limits: { concurrency: 16, callTimeoutMs: 15000, consistencyDelayMs: 3000 }\n",
    "writes": [
      "change",
      "incident",
      "problem",
      "request"
    ],
    "sample": null
  },
  {
    "connector": "slack",
    "title": "Slack (messages in a channel, replies in their threads)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ops-channel, title: 'Slack, #operations', owner: sre-platform }\nspec:\n  connector: slack\n  holds: one message for each open incident\n  address: https://slack.com\n  settings: { token: 'env:SLACK_BOT_TOKEN', channel: C0123ABCD, readers: team }\n  limits: { perSecond: 1 }\n",
    "writes": [
      "event",
      "incident"
    ],
    "sample": null
  },
  {
    "connector": "standard-webhook",
    "title": "Webhook (Standard Webhooks)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: archive-webhook, title: Archive, owner: records-management }\nspec:\n  connector: standard-webhook\n  holds: every state of every incident\n  address: https://archive.example.org/hooks/junctor\n  settings: { secret: 'env:ARCHIVE_WEBHOOK_SECRET' }\n",
    "writes": [
      "asset",
      "change",
      "ci",
      "event",
      "incident",
      "problem",
      "request",
      "user"
    ],
    "sample": null
  },
  {
    "connector": "teams",
    "title": "Microsoft Teams (Adaptive Cards by a workflow)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ops-teams, title: 'Teams, Operations', owner: sre-platform }\nspec:\n  connector: teams\n  holds: cards of incidents\n  address: https://prod-12.westeurope.logic.azure.com/workflows/0123/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0\n  settings: { signature: 'env:TEAMS_OPS_SIG' }\n",
    "writes": [
      "event",
      "incident"
    ],
    "sample": null
  },
  {
    "connector": "zabbix",
    "title": "Zabbix (media type with our script)",
    "system": "apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: zabbix, title: Zabbix, owner: infrastructure }\nspec:\n  connector: zabbix\n  holds: problems of servers and network devices\n  settings:\n    auth: { type: bearer, secrets: ['env:ZABBIX_WEBHOOK_TOKEN'] }\n  valueMaps:\n    severity: { '5': critical, '4': high, '3': medium, '2': low, '1': info, '0': info }\n",
    "writes": [],
    "sample": {
      "file": "recorded.json",
      "model": "event",
      "headers": {},
      "body": "{\n  \"mediaType\": \"junctor/zabbix/1\",\n  \"startedAt\": 1777881600000,\n  \"at\": 1777882000000,\n  \"tags\": [\n    {\n      \"tag\": \"service\",\n      \"value\": \"orders\"\n    },\n    {\n      \"tag\": \"scope\",\n      \"value\": \"capacity\"\n    },\n    {\n      \"tag\": \"team\",\n      \"value\": \"db\"\n    },\n    {\n      \"tag\": \"team\",\n      \"value\": \"ops\"\n    }\n  ],\n  \"url\": \"https://zabbix.example.org/tr_events.php?triggerid=301&eventid=9001\",\n  \"eventId\": \"9001\",\n  \"recoveryId\": \"{EVENT.RECOVERY.ID}\",\n  \"value\": \"1\",\n  \"severity\": \"4\",\n  \"name\": \"Disk space is low\",\n  \"message\": \"/var 96 %\",\n  \"host\": \"db-3\",\n  \"hostName\": \"Database 3\",\n  \"hostIp\": \"10.0.0.3\",\n  \"triggerId\": \"301\",\n  \"triggerUrl\": \"\",\n  \"updateStatus\": \"1\",\n  \"updateAction\": \"acknowledged\",\n  \"acknowledged\": \"Yes\",\n  \"operationalData\": \"96 %\"\n}\n"
    }
  }
];
