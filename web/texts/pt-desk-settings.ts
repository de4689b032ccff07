import type { enDesk } from './en-desk-settings.ts'
import { plural } from './plural.ts'

export const ptDesk: typeof enDesk = {
  title: 'Atendimento',
  lead: 'Como sua equipe responde junta, e o que os clientes veem disso.',
  readOnly: 'Só proprietários e administradores mudam isto.',
  saved: 'Salvo',
  refused: 'Isso não foi salvo',
  sending: {
    title: 'Respostas',
    onlyAssignee: 'Só responde quem está com a conversa',
    onlyAssigneeHint: 'Os outros ainda podem escrever notas e pegar a conversa.',
    drafts: 'Colegas veem os rascunhos',
    draftsHint: 'Enquanto alguém escreve, os outros acompanham na conversa.',
    signature: 'Assinatura nas respostas',
    signatures: { none: 'Nenhuma', first: 'Primeiro nome', full: 'Nome completo' },
    signatureHint: (name: string) => `Os clientes veem: ${name}`,
  },
  customer: {
    title: 'O que os clientes veem',
    receipts: 'Tiques azuis',
    receiptsHint: 'Quando um atendente leu uma mensagem, o cliente vê.',
    typing: 'Digitando…',
    typingHint:
      'Enquanto um atendente escreve uma resposta, o cliente vê. O WhatsApp então marca as mensagens como lidas.',
  },
  assignment: {
    title: 'Quem recebe uma conversa',
    mode: 'Quando um cliente escreve e ninguém está com a conversa',
    modes: {
      manual: 'Alguém pega por conta própria',
      'round-robin': 'O próximo da vez entre quem está presente',
      'least-busy': 'Quem está presente com menos conversas abertas',
    },
    capacity: 'Quantas conversas um atendente recebe no máximo automaticamente',
    capacityHint:
      'As adiadas não contam. Sempre dá para pegar mais por conta própria. Cada membro pode ter seu número.',
    away: 'Quando um atendente sai enquanto um cliente espera',
    never: 'Fica com essa pessoa',
    after: (minutes: number) => `Passa para outros após ${plural(minutes, { one: 'minuto', other: 'minutos' })}`,
    members: 'Um número próprio',
    memberCapacity: (name: string) => `Conversas para ${name}`,
    usual: 'Como de costume',
    none: 'Nenhuma automática',
  },
  closing: {
    title: 'Encerramento',
    after: 'Encerrar conversas sem uma palavra',
    afterHint: 'A próxima mensagem do cliente as reabre.',
    never: 'Nunca sozinhas',
    days: (days: number) => `Após ${plural(days, { one: 'dia', other: 'dias' })}`,
  },
  teams: {
    title: 'Equipes',
    lead: 'Passe uma conversa para uma equipe, e alguém livre dela a recebe.',
    add: 'Nova equipe',
    edit: (name: string) => `Mudar ${name}`,
    change: 'Mudar',
    name: 'Nome',
    members: 'Membros',
    count: (count: number) => plural(count, { one: 'membro', other: 'membros' }),
    empty: 'Ainda não há equipes',
    remove: 'Remover a equipe',
    removeTitle: (name: string) => `Remover ${name}?`,
    removeLead: 'As conversas ficam com quem está com elas, e sem equipe.',
  },
}
