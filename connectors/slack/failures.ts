import type { FailureRow } from '#libs/connector-kit';

const CHANNEL = "Invite the app to the channel, or correct settings.channel in the system's file";
const TOKEN = 'Install the app again, or correct its token and scopes';

const refused = (errors: readonly string[], row: Omit<FailureRow, 'bodyIncludes'>): readonly FailureRow[] =>
  errors.map((error) => ({ bodyIncludes: `"${error}"`, ...row }));

/**
 * What Slack says in `error`, mostly with status 200 (formats.md: Slack; names of errors gk). What no row names is unknown: the message may
 * have been posted.
 */
export const failures: readonly FailureRow[] = [
  { status: 429, class: 'rateLimit', scope: 'endpoint', meaning: 'about one message a second and channel' },
  ...refused(['ratelimited', 'rate_limited'], { class: 'rateLimit', scope: 'endpoint', waitSeconds: 30, meaning: 'too many calls' }),
  ...refused(['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'org_login_required'], {
    ...{ class: 'auth', scope: 'credential', meaning: 'the token was not accepted', hint: TOKEN },
  }),
  ...refused(['missing_scope', 'no_permission', 'not_allowed_token_type', 'access_denied'], {
    ...{ class: 'auth', scope: 'credential', meaning: 'the token may not do this', hint: TOKEN },
  }),
  ...refused(['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action'], {
    ...{ class: 'invalid', scope: 'system', meaning: 'the channel takes no messages of ours', hint: CHANNEL },
  }),
  ...refused(['message_not_found', 'thread_not_found', 'cant_update_message', 'edit_window_closed'], {
    ...{ class: 'invalid', scope: 'record', meaning: 'the message is gone, or may not be changed any more' },
  }),
  ...refused(['msg_too_long', 'no_text', 'invalid_arguments', 'metadata_too_large', 'message_limit_exceeded'], {
    ...{ class: 'invalid', scope: 'record', meaning: 'the message was refused' },
  }),
  ...refused(['service_unavailable', 'team_added_to_org'], { class: 'transient', scope: 'record', meaning: 'a passing trouble at Slack' }),
];
