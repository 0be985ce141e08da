/** Percent-encodes everything but the unreserved characters of RFC 3986, as Signature Version 4 wants it. */
export function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The same for a path or key: slashes stay. */
export function encodeUriPath(path: string): string {
  return path.split('/').map(encodeUri).join('/');
}
