/** POST /search/jql: pages by token, from an index that lags. */
import { type Answer, json, recordOf } from '#simulators/kit';
import type { Instance } from './instance.ts';
import { matches, ordered, parseJql } from './jql.ts';
import { shown } from './present.ts';
import { type Request, refusal, versionOf } from './routes.ts';

/** A page holds so many at most. */
const MAX_RESULTS = 5_000;

export async function search(site: Instance, { body, url }: Request): Promise<Answer> {
  site.counters.searches += 1;
  const given = recordOf(body);
  const query = parseJql(typeof given.jql === 'string' ? given.jql : '');
  if ('error' in query) return refusal(400, [query.error]);
  const known = site.store.visible(Date.now(), site.switches.searchLagMs, query.label).filter((issue) => matches(query.clauses, issue));
  const seen = ordered(query.order, known);
  const start = Number(/^at-(\d+)$/.exec(String(given.nextPageToken ?? 'at-0'))?.[1] ?? 0);
  const size = typeof given.maxResults === 'number' ? Math.min(Math.max(1, given.maxResults), MAX_RESULTS) : 50;
  const names = Array.isArray(given.properties) ? given.properties.map(String).slice(0, 5) : [];
  const withComments = Array.isArray(given.fields) && given.fields.includes('comment');
  const page = seen.slice(start, start + size).map((issue) => ({
    ...shown(issue, url.origin, versionOf(url), withComments),
    ...(names.length > 0 && {
      properties: Object.fromEntries(
        names.flatMap((name) => (Object.hasOwn(issue.properties, name) ? [[name, issue.properties[name]]] : [])),
      ),
    }),
  }));
  const isLast = start + size >= seen.length;
  return json(200, { issues: page, isLast, ...(!isLast && { nextPageToken: `at-${start + size}` }) });
}
