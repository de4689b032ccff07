import { cloudflareTest } from '@cloudflare/vitest-plugin'
import preact from '@preact/preset-vite'
import { defineConfig } from 'vitest/config'
import { ROOT, readConfig, workerVariables } from '../dev/config.ts'
import { guidePlugin } from '../web/guide-plugin.ts'
import type { TestServices } from './support/services.ts'

const bundled = [
  // Drizzle sets the type parsers of the driver: both must mean the same one.
  '@neondatabase/serverless',
  ...[
    '@hono/zod-openapi',
    'hono',
    'hono/body-limit',
    'hono/cookie',
    'hono/cors',
    'hono/factory',
    'hono/html',
    'hono/http-exception',
  ],
  ...['drizzle-orm', 'drizzle-orm/neon-http', 'drizzle-orm/pg-core', 'zod'],
]

/** What waits for a database or the runtime: a busy machine must not fail a test that would pass. */
const withServices = { testTimeout: 40_000, hookTimeout: 60_000 }
/** Two of workerd in one process were seen never to end: `npm test` starts several processes instead. */
const oneWorker = { maxWorkers: 1 }
/** Whole stacks: one at a time, since a browser wants the machine to itself; starting one takes seconds. */
const wholeStack = {
  ...{ ...oneWorker, testTimeout: 60_000, hookTimeout: 120_000 },
  expect: { poll: { timeout: 10_000 } },
}

/** A part of the tests runs a part of the code. */
const isPart = process.argv.some((word) => word.startsWith('--shard'))
/** Screens are walked through in real browsers (e2e), whose runs are not measured. */
const leastCoverage = { 'worker/**': { lines: 90 }, 'durable-objects/**': { lines: 85 }, 'web/**': { lines: 38 } }

export default defineConfig({
  root: ROOT,
  logLevel: 'error',
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    coverage: {
      provider: 'v8',
      include: ['worker/**/*.ts', 'durable-objects/**/*.ts', 'web/**/*.{ts,tsx}'],
      exclude: ['**/*.d.ts', 'web/dist/**', 'web/vite.config.ts'],
      reporter: isPart ? [] : ['text-summary', 'json-summary', 'html'],
      thresholds: isPart ? {} : leastCoverage,
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.{db,worker}.test.ts'],
          ...withServices,
          ...oneWorker,
        },
      },
      {
        test: { name: 'db', include: ['tests/**/*.db.test.ts'], ...withServices, ...oneWorker },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => {
            const services = inject<TestServices>('services')
            const { graphUrl, mailUrl, ssoUrl } = services
            const outside = { GRAPH_API_URL: graphUrl, EMAIL_API_URL: mailUrl, DNS_API_URL: ssoUrl }
            const config = readConfig({ ...outside, BREACHED_PASSWORDS_URL: ssoUrl })
            return {
              wrangler: { configPath: './wrangler.toml' },
              miniflare: { bindings: workerVariables(config, services) },
            }
          }),
        ],
        test: {
          name: 'worker',
          include: ['tests/**/*.worker.test.ts'],
          ...withServices,
          ...oneWorker,
          // One bundle instead of a thousand modules to fetch one by one. Every door to Hono and Drizzle: a second copy
          // of either would not know the classes of the first.
          deps: { optimizer: { ssr: { enabled: true, include: bundled } } },
        },
      },
      {
        plugins: [preact(), guidePlugin()],
        test: {
          name: 'dom',
          include: ['tests/**/*.dom.test.tsx'],
          environment: 'happy-dom',
          testTimeout: 15_000,
          setupFiles: ['tests/web/setup.ts'],
          ...oneWorker,
        },
      },
      {
        test: { name: 'e2e', include: ['tests/e2e/**/*.e2e.ts'], ...wholeStack },
      },
      {
        test: { name: 'trips', include: ['tests/trips/**/*.trip.ts'], ...wholeStack },
      },
    ],
  },
})
