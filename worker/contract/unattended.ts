/** The header by which a screen says that it asks by itself: nobody has touched it for a while. Such a request is no use of the session. */
export const UNATTENDED_HEADER = 'x-unattended'
