import { MapPin } from 'lucide-preact'
import type { Message } from '../../../../worker/contract/message.ts'
import { t } from '../../../texts/index.ts'
import { SafeLink } from './safe-link.tsx'

type Location = NonNullable<Message['location']>

const digits = 5

/** A place. The little map is drawn here: no map service learns where our customers are until somebody opens the link. */
export function LocationCard({ location }: { location: Location }) {
  const latitude = location.latitude.toFixed(digits)
  const longitude = location.longitude.toFixed(digits)
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
  return (
    <div class="location">
      <div class="location-art" aria-hidden="true">
        <MapPin size={24} />
      </div>
      <div class="card-text">
        <strong>{location.name ?? t.message.location.title}</strong>
        {location.address && <span>{location.address}</span>}
        <span class="mute">{t.message.location.coordinates(latitude, longitude)}</span>
        <SafeLink href={map} text={t.message.location.open} />
      </div>
    </div>
  )
}
