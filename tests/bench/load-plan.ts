import type { BusinessNumber } from './webhook-body.ts'

/** What a load process does. */
export interface LoadPlan {
  port: number
  connections: number
  /** It ends earlier if there is nothing left to send. */
  seconds: number
  what:
    | { paths: string[]; headers: Record<string, string> }
    | {
        path: string
        number: BusinessNumber
        /** Events in one body. */
        perBody: number
        /** How many to make; all are made before the clock starts. */
        bodies: number
        customers: number
        /** Default 0. */
        firstCustomer?: number
        /** Part of every message's id: no two runs share one. */
        run: string
      }
}

export interface LoadResult {
  seconds: number
  /** Requests that went out. */
  asked: number
  statuses: Record<string, number>
  /** Requests whose connection broke before the answer came. */
  broken: number
  p50Ms: number
  p99Ms: number
}

/** The body of a load process: plan from the command line, result to standard output. */
export async function mainOf<Plan, Result>(run: (plan: Plan) => Promise<Result>): Promise<void> {
  console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '') as Plan)))
}
