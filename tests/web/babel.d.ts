/** The little of Babel that the tests use; it comes without types. */
declare module '@babel/core' {
  interface Node {
    type: string
    loc: { start: { line: number } }
    name: unknown
    value: unknown
    object: Node
  }
  interface At {
    node: Node
    getFunctionParent(): unknown
  }
  export function parseSync(text: string, options: object): object | null
  export function traverse(tree: object, visitors: Record<string, (at: At) => void>): void
}
