import type { Scope } from '../../worker/contract/scopes.ts'
import { plural } from './plural.ts'

const nouns: Record<string, string> = {
  conversations: 'Conversaciones',
  contacts: 'Contactos',
  labels: 'Etiquetas',
  canned: 'Respuestas guardadas',
  templates: 'Plantillas',
  channels: 'Números',
  team: 'Equipo',
  analytics: 'Estadísticas',
  audit: 'Registro de auditoría',
  settings: 'Ajustes',
}

export const esTenancy = {
  tenancy: {
    off: {
      suspended: {
        title: 'Esta organización está suspendida',
        lead: 'Nadie puede trabajar en ella por ahora y no se envía nada. Lo que escriben los clientes se guarda. Sus propietarios saben más, o pregúntanos.',
      },
      deleted: { title: 'Esta organización se eliminó', lead: 'Ya no se puede abrir nada de ella.' },
    },
    states: { suspended: 'Suspendida', deleted: 'Eliminada' },
    others: 'Tus otras organizaciones',
    leave: 'Salir de esta organización',
    leaveTitle: (name: string) => `¿Salir de ${name}?`,
    leaveLead:
      'Se cierra tu sesión y tus conversaciones abiertas vuelven a la cola. Solo una invitación te trae de vuelta.',
    more: (name: string) => `Más para ${name}`,
    remove: 'Quitar',
    removeTitle: (name: string) => `¿Quitar a ${name} del equipo?`,
    removeLead:
      'Se cierra su sesión en todas partes y sus conversaciones abiertas vuelven a la cola. Lo que escribió conserva su nombre. Solo una invitación le trae de vuelta.',
    transfer: 'Hacer propietario en mi lugar',
    transferTitle: (name: string) => `¿Hacer propietario a ${name}?`,
    transferLead: (name: string) =>
      `${name} será propietario de la organización en tu lugar y tendrá que volver a entrar. Tú quedas como administrador y no puedes recuperarla por tu cuenta.`,
  },
  tokens: {
    lead: 'Lo que los programas pueden hacer aquí en tu nombre: con los permisos que elijas y nunca más que tu rol.',
    add: 'Nuevo token',
    empty: 'No hay tokens de API',
    emptyLead: 'Con un token, un programa tuyo, como una tienda o una caja, puede usar la API.',
    until: (day: string) => `hasta ${day}`,
    over: (day: string) => `caducado desde ${day}`,
    unused: 'Nunca usado',
    used: (day: string, network: string) => `Último uso ${day}${network && ` desde ${network}`}`,
    revoke: 'Revocar',
    revokeOf: (name: string) => `Revocar ${name}`,
    revokeTitle: (name: string) => `¿Revocar ${name}?`,
    revokeLead: 'Lo que use este token se rechaza al instante.',
    madeTitle: 'El token está listo',
    madeLead: 'Cópialo ahora. Solo se muestra esta vez.',
    token: 'Token',
    name: 'Nombre',
    nameHint: 'Qué lo usa, para que lo reconozcas.',
    lifetime: 'Válido durante',
    days: (count: number) => plural(count, { one: 'día', other: 'días' }),
    scopes: 'Qué puede hacer',
    scope: (scope: Scope) => {
      const [noun = '', verb] = scope.split(':')
      return `${nouns[noun] ?? noun}: ${verb === 'read' ? 'leer' : 'cambiar'}`
    },
    origins: 'Sitios web que pueden usarlo',
    originsHint: 'Uno por línea, como https://tienda.example. Ninguno, si solo lo usan programas.',
    usedBy: (sites: string) => `desde páginas de ${sites}`,
    create: 'Crear el token',
  },
  welcome: {
    title: 'Primeros pasos',
    lead: 'Cuatro pasos hasta tu primera respuesta. Puedes seguir cuando quieras, en cualquier dispositivo.',
    banner: (done: number, count: number) => `Tu organización ha dado ${done} de ${count} primeros pasos.`,
    goOn: 'Seguir',
    skipAll: 'Omitir todo',
    toInbox: 'Ir a la bandeja',
    skip: 'Omitir',
    skipOf: (step: string) => `Omitir: ${step}`,
    states: { done: 'Hecho', skipped: 'Omitido' },
    steps: {
      organization: 'Tu organización',
      channel: 'Número de WhatsApp',
      team: 'Tu equipo',
      test: 'Envíate una prueba',
    },
    leads: {
      organization: 'Cómo os llaman clientes y compañeros, y con qué reloj trabajáis.',
      channel:
        'El número al que escriben tus clientes. Lo que introduces se prueba en vivo en WhatsApp antes de guardarlo.',
      team: 'Tus compañeros reciben un correo con un enlace válido durante siete días.',
      test: 'Escribe a tu número desde tu propio teléfono y responde aquí.',
    },
    name: 'Nombre',
    zone: 'Zona horaria',
    zoneHint: 'Para tu horario y tus cifras.',
    connect: 'Conectar un número',
    invite: 'Invitar a un compañero',
    unconfirmed: (email: string) => `Esto sigue por sí solo en cuanto abras el enlace que enviamos a ${email}.`,
    testNoNumber: 'Conecta antes un número: entonces aparecerá aquí.',
    number: 'Escribe a este número',
    openWhatsApp: 'Abrir en WhatsApp',
    waiting: 'Esperando tu mensaje…',
    arrived: 'Ha llegado:',
    answer: 'Responder',
  },
}
