import { html, raw } from 'hono/html'

interface Operation {
  operationId?: string
  description?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; description?: string }[]
  requestBody?: { content?: Record<string, { schema?: unknown }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: unknown }> }>
}

export interface OpenApiDocument {
  info: { title: string; description?: string }
  paths?: Record<string, Record<string, Operation>>
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** Styles of the page; its policy allows nothing else. */
export const docsStyle = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
  section { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .75rem 0 }
  h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere }
  code, pre { font-family: ui-monospace, monospace; font-size: .85rem }
  pre { overflow: auto; padding: .75rem; background: color-mix(in srgb, currentColor 7%, transparent); border-radius: 6px }
  .method { display: inline-block; min-width: 4rem; text-transform: uppercase; color: #0b7a5b }`

/** The API as a page to read, made from the OpenAPI document. No script. */
export function docsPage(document: OpenApiDocument) {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => (methods[method] ? [{ path, method, operation: methods[method] }] : [])),
  )
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${document.info.title} API</title>
        <style>${raw(docsStyle)}</style>
      </head>
      <body>
        <h1>${document.info.title} API</h1>
        <p>${document.info.description ?? ''} The document: <a href="/api/openapi.json">openapi.json</a>.</p>
        ${operations.map(
          ({ path, method, operation }) => html`<section id="${operation.operationId ?? ''}">
            <h2><code><span class="method">${method}</span> /api${path}</code></h2>
            <p>${operation.description ?? ''}</p>
            ${operation.parameters?.length ? parameterList(operation.parameters) : ''}
            ${details('Body', operation.requestBody?.content)}
            ${Object.entries(operation.responses ?? {})
              .filter(([status]) => status.startsWith('2'))
              .map(([status, response]) => details(`${status} ${response.description ?? ''}`, response.content))}
          </section>`,
        )}
      </body>
    </html>`
}

function parameterList(parameters: NonNullable<Operation['parameters']>) {
  return html`<ul>
    ${parameters.map(
      ({ name, in: where, required, description }) =>
        html`<li><code>${name}</code> (${where}${required ? '' : ', optional'}) ${description ?? ''}</li>`,
    )}
  </ul>`
}

function details(title: string, content: Record<string, { schema?: unknown }> | undefined) {
  const schema = Object.values(content ?? {})[0]?.schema
  if (!schema) return ''
  return html`<details><summary>${title}</summary><pre>${JSON.stringify(schema, null, 2)}</pre></details>`
}
