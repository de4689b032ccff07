import type { enDesk } from './en-desk.ts'
import { plural } from './plural.ts'

const onConversations = (count: number) => plural(count, { one: 'conversa', other: 'conversas' })
const onContacts = (count: number) => plural(count, { one: 'contato', other: 'contatos' })

export const ptDesk: typeof enDesk = {
  labelPicker: {
    search: 'Busque ou crie uma etiqueta',
    suggested: 'Sugeridas',
    because: { customer: 'neste cliente', recent: 'você usou há pouco' },
    all: 'Todas as etiquetas',
    create: (name: string) => `Criar a etiqueta “${name}”`,
    empty: 'Ainda não há etiquetas. Digite um nome para criar a primeira.',
    nothing: 'Nenhuma etiqueta com esse nome',
    createFailed: 'A etiqueta não foi criada',
  },
  labelSettings: {
    title: 'Etiquetas',
    lead: 'Organize conversas e clientes por assunto. Todos na equipe usam as mesmas etiquetas.',
    add: 'Nova etiqueta',
    empty: 'Ainda não há etiquetas',
    emptyLead:
      'Uma etiqueta como “Entrega” ou “VIP” fica em conversas e clientes, e a lista pode ser filtrada por ela.',
    name: 'Nome',
    color: 'Cor',
    colors: {
      grey: 'Cinza',
      red: 'Vermelho',
      orange: 'Laranja',
      amber: 'Âmbar',
      green: 'Verde',
      teal: 'Turquesa',
      blue: 'Azul',
      violet: 'Violeta',
      pink: 'Rosa',
    },
    addTitle: 'Nova etiqueta',
    editTitle: (name: string) => `Mudar ${name}`,
    edit: (name: string) => `Mudar ${name}`,
    create: 'Criar a etiqueta',
    remove: 'Remover',
    removeOf: (name: string) => `Remover ${name}`,
    removeTitle: (name: string) => `Remover a etiqueta ${name}?`,
    removeLead: (conversations: number, contacts: number) =>
      `Ela sai de ${onConversations(conversations)} e ${onContacts(contacts)}. Não dá para desfazer.`,
    removeFailed: (name: string) => `${name} não foi removida`,
    readOnly: 'Supervisores e administradores mudam e removem etiquetas.',
  },
}
