/** A secret first, then the forms in which an answer may repeat it: in a URL, in JSON. None of them is ever shown. */
export function shownForms(secret: string): readonly string[] {
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).replaceAll('%20', '+'),
      JSON.stringify(secret).slice(1, -1),
    ]),
  ];
}
