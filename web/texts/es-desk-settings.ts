import type { enDesk } from './en-desk-settings.ts'
import { plural } from './plural.ts'

export const esDesk: typeof enDesk = {
  title: 'Mesa de trabajo',
  lead: 'Cómo responde tu equipo en conjunto, y qué ven los clientes.',
  readOnly: 'Solo los propietarios y administradores cambian esto.',
  saved: 'Guardado',
  refused: 'No se guardó',
  sending: {
    title: 'Responder',
    onlyAssignee: 'Solo responde quien tiene la conversación',
    onlyAssigneeHint: 'Los demás aún pueden escribir notas y tomar la conversación.',
    drafts: 'El equipo ve los borradores',
    draftsHint: 'Mientras alguien escribe, los demás lo leen en la conversación.',
    signature: 'Firma bajo las respuestas',
    signatures: { none: 'Ninguna', first: 'Nombre', full: 'Nombre completo' },
    signatureHint: (name: string) => `Los clientes ven: ${name}`,
  },
  customer: {
    title: 'Lo que ven los clientes',
    receipts: 'Marcas azules',
    receiptsHint: 'Cuando un agente ha leído un mensaje, el cliente lo ve.',
    typing: 'Escribiendo…',
    typingHint:
      'Mientras un agente escribe una respuesta, el cliente lo ve. WhatsApp marca entonces sus mensajes como leídos.',
  },
  assignment: {
    title: 'Quién recibe una conversación',
    mode: 'Cuando un cliente escribe y nadie tiene la conversación',
    modes: {
      manual: 'Alguien la toma a mano',
      'round-robin': 'Le toca por turno a quien esté',
      'least-busy': 'Quien esté con menos conversaciones abiertas',
    },
    capacity: 'Cuántas conversaciones recibe como máximo un agente de forma automática',
    capacityHint:
      'Las pospuestas no cuentan. Siempre se pueden tomar más a mano. Cada miembro puede tener su propio número.',
    away: 'Cuando un agente se ausenta mientras un cliente espera',
    never: 'Se queda con esa persona',
    after: (minutes: number) => `Pasa a otros a los ${plural(minutes, { one: 'minuto', other: 'minutos' })}`,
    members: 'Un número propio',
    memberCapacity: (name: string) => `Conversaciones para ${name}`,
    usual: 'Lo habitual',
    none: 'Ninguna automática',
  },
  closing: {
    title: 'Cierre',
    after: 'Cerrar conversaciones sin una palabra',
    afterHint: 'El siguiente mensaje del cliente las vuelve a abrir.',
    never: 'Nunca por sí solas',
    days: (days: number) => `Tras ${plural(days, { one: 'día', other: 'días' })}`,
  },
  teams: {
    title: 'Equipos',
    lead: 'Da una conversación a un equipo, y la recibe alguien de él que esté libre.',
    add: 'Equipo nuevo',
    edit: (name: string) => `Cambiar ${name}`,
    change: 'Cambiar',
    name: 'Nombre',
    members: 'Miembros',
    count: (count: number) => plural(count, { one: 'miembro', other: 'miembros' }),
    empty: 'Aún no hay equipos',
    remove: 'Quitar el equipo',
    removeTitle: (name: string) => `¿Quitar ${name}?`,
    removeLead: 'Sus conversaciones se quedan con quien las tenga, y sin equipo.',
  },
}
