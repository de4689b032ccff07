import type { Priority } from '../../../../worker/contract/priorities.ts'

const bars = [0, 1, 2]
const filled: Record<Priority, number> = { none: 0, low: 1, medium: 2, high: 3, urgent: 3 }

/** Three bars, as many filled as it matters; urgent is a red mark. Decoration: its name stands beside it. */
export function PriorityMark({ priority }: { priority: Priority }) {
  return (
    <svg class={`priority ${priority}`} viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      {priority === 'urgent' ? (
        <>
          <rect class="on" x="0.5" y="0.5" width="13" height="13" rx="3" />
          <path class="cut" d="M7 3.5v4M7 10v.6" />
        </>
      ) : (
        bars.map((bar) => (
          <rect
            key={bar}
            class={bar < filled[priority] ? 'on' : 'off'}
            x={1 + bar * 4.5}
            y={9 - bar * 3.5}
            width="3"
            height={4 + bar * 3.5}
            rx="1"
          />
        ))
      )}
    </svg>
  )
}
