import { useState } from 'preact/hooks'
import type { Team } from '../../../../worker/contract/team.ts'
import { removeTeam, saveTeam } from '../../../models/desk.ts'
import { members } from '../../../models/team.ts'
import { tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/desk-settings.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { CheckField, TextField } from '../../../ui/field.tsx'

/** Makes or changes a team. */
export function TeamDialog({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const [name, setName] = useState(team?.name ?? '')
  const [memberIds, setMemberIds] = useState<readonly string[]>(team?.memberIds ?? [])
  const [removing, setRemoving] = useState(false)
  const people = (members.value.value ?? []).filter((member) => member.active && member.role !== 'viewer')
  const run = async (work: () => Promise<void>) => {
    try {
      await work()
      onClose()
    } catch (error) {
      tellError(t.desk.refused, error)
    }
  }
  const set = (id: string, isIn: boolean) =>
    setMemberIds(isIn ? [...memberIds, id] : memberIds.filter((other) => other !== id))
  return (
    <Dialog title={team ? t.desk.teams.edit(team.name) : t.desk.teams.add} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          void run(() => saveTeam(team?.id ?? null, { name, memberIds: [...memberIds] }))
        }}
      >
        <TextField label={t.desk.teams.name} value={name} onValue={setName} required maxLength={60} autoFocus />
        <fieldset class="team-members">
          <legend>{t.desk.teams.members}</legend>
          {people.map((member) => (
            <CheckField
              key={member.id}
              label={member.name}
              checked={memberIds.includes(member.id)}
              onChecked={(isIn) => set(member.id, isIn)}
            />
          ))}
        </fieldset>
        <div class="dialog-actions">
          {team && (
            <Button kind="danger" onClick={() => setRemoving(true)}>
              {t.desk.teams.remove}
            </Button>
          )}
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button kind="primary" type="submit">
            {t.common.save}
          </Button>
        </div>
      </form>
      {team && removing && (
        <ConfirmDialog
          title={t.desk.teams.removeTitle(team.name)}
          lead={t.desk.teams.removeLead}
          confirm={t.desk.teams.remove}
          onConfirm={() => void run(() => removeTeam(team.id))}
          onClose={() => setRemoving(false)}
        />
      )}
    </Dialog>
  )
}
