/** A guide, as `guide-plugin.ts` reads it. */
declare module '*.md' {
  const guide: import('./guide.ts').Guide
  export default guide
}
