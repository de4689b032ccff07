import type { Scope } from '../../worker/contract/scopes.ts'
import { plural } from './plural.ts'

const nouns: Record<string, string> = {
  conversations: 'Conversas',
  contacts: 'Contatos',
  labels: 'Etiquetas',
  canned: 'Respostas prontas',
  templates: 'Modelos',
  channels: 'Números',
  team: 'Equipe',
  analytics: 'Estatísticas',
  audit: 'Registro de auditoria',
  settings: 'Configurações',
}

export const ptTenancy = {
  tenancy: {
    off: {
      suspended: {
        title: 'Esta organização está suspensa',
        lead: 'Ninguém pode trabalhar nela no momento e nada é enviado. O que os clientes escrevem é guardado. Os proprietários sabem mais, ou pergunte a nós.',
      },
      deleted: { title: 'Esta organização foi excluída', lead: 'Nada dela pode mais ser aberto.' },
    },
    states: { suspended: 'Suspensa', deleted: 'Excluída' },
    others: 'Suas outras organizações',
    leave: 'Sair desta organização',
    leaveTitle: (name: string) => `Sair de ${name}?`,
    leaveLead: 'Sua sessão é encerrada e suas conversas abertas voltam para a fila. Só um convite traz você de volta.',
    more: (name: string) => `Mais para ${name}`,
    remove: 'Remover',
    removeTitle: (name: string) => `Remover ${name} da equipe?`,
    removeLead:
      'A sessão dessa pessoa é encerrada em todos os lugares e as conversas abertas voltam para a fila. O que ela escreveu mantém o nome. Só um convite a traz de volta.',
    transfer: 'Tornar proprietário no meu lugar',
    transferTitle: (name: string) => `Tornar ${name} proprietário?`,
    transferLead: (name: string) =>
      `${name} passa a ser proprietário da organização no seu lugar e precisa entrar de novo. Você continua como administrador e não pode retomá-la por conta própria.`,
  },
  tokens: {
    lead: 'O que programas podem fazer aqui em seu nome: com as permissões que você escolher e nunca mais do que a sua função.',
    add: 'Novo token',
    empty: 'Nenhum token de API',
    emptyLead: 'Com um token, um programa seu, como uma loja ou um caixa, pode usar a API.',
    until: (day: string) => `até ${day}`,
    over: (day: string) => `expirado desde ${day}`,
    unused: 'Nunca usado',
    used: (day: string, network: string) => `Último uso ${day}${network && ` de ${network}`}`,
    revoke: 'Revogar',
    revokeOf: (name: string) => `Revogar ${name}`,
    revokeTitle: (name: string) => `Revogar ${name}?`,
    revokeLead: 'O que usa este token é recusado na hora.',
    madeTitle: 'O token está pronto',
    madeLead: 'Copie agora. Ele só é mostrado desta vez.',
    token: 'Token',
    name: 'Nome',
    nameHint: 'O que o usa, para você reconhecê-lo.',
    lifetime: 'Válido por',
    days: (count: number) => plural(count, { one: 'dia', other: 'dias' }),
    scopes: 'O que ele pode fazer',
    scope: (scope: Scope) => {
      const [noun = '', verb] = scope.split(':')
      return `${nouns[noun] ?? noun}: ${verb === 'read' ? 'ler' : 'alterar'}`
    },
    origins: 'Sites que podem usá-lo',
    originsHint: 'Um por linha, como https://loja.example. Nenhum, se só programas o usarem.',
    usedBy: (sites: string) => `a partir de páginas de ${sites}`,
    create: 'Criar o token',
  },
  welcome: {
    title: 'Primeiros passos',
    lead: 'Quatro passos até a sua primeira resposta. Você pode continuar quando quiser, em qualquer dispositivo.',
    banner: (done: number, count: number) => `Sua organização já deu ${done} de ${count} primeiros passos.`,
    goOn: 'Continuar',
    skipAll: 'Pular tudo',
    toInbox: 'Ir para a caixa de entrada',
    skip: 'Pular',
    skipOf: (step: string) => `Pular: ${step}`,
    states: { done: 'Feito', skipped: 'Pulado' },
    steps: {
      organization: 'Sua organização',
      channel: 'Número do WhatsApp',
      team: 'Sua equipe',
      test: 'Envie um teste a si mesmo',
    },
    leads: {
      organization: 'Como clientes e colegas chamam vocês, e por qual relógio vocês trabalham.',
      channel:
        'O número para o qual seus clientes escrevem. O que você informa é testado ao vivo no WhatsApp antes de ser guardado.',
      team: 'Os colegas recebem um e-mail com um link válido por sete dias.',
      test: 'Escreva para o seu número do seu próprio telefone e responda aqui.',
    },
    name: 'Nome',
    zone: 'Fuso horário',
    zoneHint: 'Para seu horário e seus números.',
    connect: 'Conectar um número',
    invite: 'Convidar um colega',
    unconfirmed: (email: string) => `Isto continua sozinho assim que você seguir o link que enviamos para ${email}.`,
    testNoNumber: 'Conecte antes um número: então ele aparece aqui.',
    number: 'Escreva para este número',
    openWhatsApp: 'Abrir no WhatsApp',
    waiting: 'Aguardando sua mensagem…',
    arrived: 'Chegou:',
    answer: 'Responder',
  },
}
