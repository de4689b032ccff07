/** The token of a mailed link stands in the fragment, which no server and no log ever sees. */
export const tokenOfAddress = (): string => new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
