import { t } from '../../texts/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyCaps } from '../../ui/key-caps.tsx'
import type { CommandGroup } from './command.ts'
import { keyedCommands } from './registry.ts'

/** Every key and what it does, for the person's role. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const groups = Map.groupBy(keyedCommands(), (command) => command.group)
  return (
    <Dialog title={t.shortcuts.title} onClose={onClose}>
      <div class="dialog-body scroll shortcuts">
        {(Object.entries(t.commands.groups) as [CommandGroup, string][]).map(([group, title]) => {
          const commands = groups.get(group)
          return (
            commands && (
              <section key={group}>
                <h3>{title}</h3>
                <dl>
                  {commands.map(({ id, name, keys = '' }) => (
                    <div key={id}>
                      <dt>{name()}</dt>
                      <dd>
                        <KeyCaps keys={keys} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            )
          )
        })}
      </div>
    </Dialog>
  )
}
