import type { enDesk } from './en-desk.ts'
import { plural } from './plural.ts'

const onConversations = (count: number) => plural(count, { one: 'conversación', other: 'conversaciones' })
const onContacts = (count: number) => plural(count, { one: 'contacto', other: 'contactos' })

export const esDesk: typeof enDesk = {
  labelPicker: {
    search: 'Busca o crea una etiqueta',
    suggested: 'Sugeridas',
    because: { customer: 'en este cliente', recent: 'la usaste hace poco' },
    all: 'Todas las etiquetas',
    create: (name: string) => `Crear la etiqueta «${name}»`,
    empty: 'Aún no hay etiquetas. Escribe un nombre para crear la primera.',
    nothing: 'Ninguna etiqueta con ese nombre',
    createFailed: 'La etiqueta no se creó',
  },
  labelSettings: {
    title: 'Etiquetas',
    lead: 'Ordena conversaciones y clientes por su tema. Todo el equipo usa las mismas etiquetas.',
    add: 'Etiqueta nueva',
    empty: 'Aún no hay etiquetas',
    emptyLead:
      'Una etiqueta como «Entrega» o «VIP» va en conversaciones y clientes, y la lista se puede filtrar por ella.',
    name: 'Nombre',
    color: 'Color',
    colors: {
      grey: 'Gris',
      red: 'Rojo',
      orange: 'Naranja',
      amber: 'Ámbar',
      green: 'Verde',
      teal: 'Turquesa',
      blue: 'Azul',
      violet: 'Violeta',
      pink: 'Rosa',
    },
    addTitle: 'Etiqueta nueva',
    editTitle: (name: string) => `Cambiar ${name}`,
    edit: (name: string) => `Cambiar ${name}`,
    create: 'Crear la etiqueta',
    remove: 'Quitar',
    removeOf: (name: string) => `Quitar ${name}`,
    removeTitle: (name: string) => `¿Quitar la etiqueta ${name}?`,
    removeLead: (conversations: number, contacts: number) =>
      `Se retira de ${onConversations(conversations)} y ${onContacts(contacts)}. No se puede deshacer.`,
    removeFailed: (name: string) => `${name} no se quitó`,
    readOnly: 'Los supervisores y administradores cambian y quitan etiquetas.',
  },
}
