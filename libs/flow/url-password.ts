/** A URL that signs in by itself: what stands before the @ of its host would be a secret in a file. */

/** `scheme://user:password@`, in any scheme and anywhere in a text; in http a user alone is mostly a token. */
const signsIn = /\b(?:[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:[^\s/?#]*@|https?:\/\/[^\s/?#@]+@)/i;

export const holdsPassword = (text: string): boolean => signsIn.test(text);
