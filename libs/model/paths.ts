/** `['comments', '2', 'body']` as `comments[2].body`; names that are no identifiers are quoted: `labels["a.b"]`. */
export function formatPath(path: readonly string[]): string {
  return path
    .map((step, index) => {
      if (/^[A-Za-z_$][\w$]*$/.test(step)) return index === 0 ? step : `.${step}`;
      return /^\d+$/.test(step) ? `[${step}]` : `[${JSON.stringify(step)}]`;
    })
    .join('');
}
