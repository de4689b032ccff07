import { useState } from 'preact/hooks'
import { messageLimits as max } from '../../../../worker/contract/message-limits.ts'
import { parseCoordinates, parseDegrees } from '../../../models/coordinates.ts'
import { t } from '../../../texts/composer.ts'
import { TextField } from '../../../ui/field.tsx'
import { LocationCard } from '../message/location-card.tsx'
import { BuilderDialog } from './builder-dialog.tsx'
import { sendOwn } from './send-own.ts'

/** A place by its coordinates. No map service is asked: the customer's phone draws the map. */
export function LocationDialog({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const [fields, setFields] = useState({ pasted: '', latitude: '', longitude: '', name: '', address: '' })
  const [tried, setTried] = useState(false)
  const change = (changes: Partial<typeof fields>) => setFields((present) => ({ ...present, ...changes }))
  const latitude = parseDegrees(fields.latitude, 90)
  const longitude = parseDegrees(fields.longitude, 180)
  const paste = (pasted: string) => {
    const found = parseCoordinates(pasted)
    change(found ? { pasted, latitude: String(found.latitude), longitude: String(found.longitude) } : { pasted })
  }
  const name = fields.name.trim()
  const address = fields.address.trim()
  const words = { ...(name && { name }), ...(address && { address }) }
  const location = latitude === null || longitude === null ? null : { latitude, longitude, ...words }
  const submit = () => {
    setTried(true)
    if (!location) return
    sendOwn(conversationId, { type: 'location', location })
    onClose()
  }
  return (
    <BuilderDialog
      title={t.place.title}
      type="location"
      previewLabel={t.place.preview}
      preview={<LocationCard location={location ?? { latitude: 0, longitude: 0, ...words }} />}
      send={t.place.send}
      onSubmit={submit}
      onClose={onClose}
    >
      <p class="mute">{t.place.lead}</p>
      <TextField label={t.place.paste} autoFocus autoComplete="off" value={fields.pasted} onValue={paste} />
      <div class="builder-row">
        <TextField
          label={t.place.latitude}
          inputMode="decimal"
          autoComplete="off"
          value={fields.latitude}
          onValue={(value) => change({ latitude: value })}
          problem={tried && latitude === null ? t.place.latitudeProblem : undefined}
        />
        <TextField
          label={t.place.longitude}
          inputMode="decimal"
          autoComplete="off"
          value={fields.longitude}
          onValue={(value) => change({ longitude: value })}
          problem={tried && longitude === null ? t.place.longitudeProblem : undefined}
        />
      </div>
      <TextField
        label={t.place.name}
        optional
        maxLength={max.placeName}
        value={fields.name}
        onValue={(value) => change({ name: value })}
      />
      <TextField
        label={t.place.address}
        optional
        maxLength={max.placeName}
        value={fields.address}
        onValue={(value) => change({ address: value })}
      />
    </BuilderDialog>
  )
}
