import type { FailureTexts, OtherFailure } from './failures.ts'

const fixParameters = 'Confira os valores da mensagem ou as variáveis do modelo e envie de novo.'
const askMeta = 'Um administrador pode ver o motivo no WhatsApp Manager.'

export const ptFailures: FailureTexts = [
  [
    [130429, 2494055],
    'Envio rápido demais',
    'O WhatsApp pediu que este número vá mais devagar. Será enviada de novo em breve.',
  ],
  [[131056], 'Mensagens demais para um cliente', 'O WhatsApp limita a rapidez com que um cliente recebe mensagens.'],
  [[131057, 2494100], 'Número em manutenção', 'O WhatsApp está mudando este número. Será enviada de novo.'],
  [[131016, 2, 133004], 'O WhatsApp não está disponível', 'Será enviada de novo assim que o WhatsApp responder.'],
  [
    [4, 80007, 80008, 613],
    'Solicitações demais',
    'O limite por hora do WhatsApp acabou. Será enviada de novo mais tarde.',
  ],
  [[1], 'O WhatsApp não conseguiu processar', 'Serão feitas mais algumas tentativas.'],
  [[131000], 'O WhatsApp teve um problema', 'O WhatsApp não soube dizer se a mensagem foi enviada.'],
  [[131049], 'Retida pelo WhatsApp', 'O cliente recebeu muitas mensagens de marketing. Espere pelo menos 24 horas.'],
  [
    [130472],
    'Parte de um experimento do WhatsApp',
    'Por ora este cliente não recebe mensagens de marketing. Espere uma resposta.',
  ],
  [[131047], 'A janela de 24 horas está fechada', 'O cliente escreveu há mais de 24 horas. Envie um modelo.'],
  [[131026], 'Não foi possível alcançar o cliente', 'O número talvez não use o WhatsApp, ou o app é antigo demais.'],
  [[131048], 'Restrito por spam', 'Clientes demais bloquearam ou denunciaram este número. Os envios estão pausados.'],
  [[368], 'Bloqueado por violar uma política', `O WhatsApp bloqueou a conta por um tempo. ${askMeta}`],
  [[131031], 'A conta está bloqueada', `O WhatsApp bloqueou a conta. ${askMeta}`],
  [
    [131042],
    'Problema de pagamento',
    'O WhatsApp não conseguiu cobrar as mensagens. Confira a forma de pagamento no WhatsApp Manager.',
  ],
  [[131045], 'O número não está registrado', 'Registre o número de novo no WhatsApp; até lá os envios ficam pausados.'],
  [[133010], 'O número não está registrado', 'Um administrador precisa registrar o número no WhatsApp.'],
  [
    [131030],
    'Fora da lista de números de teste',
    'Um número de teste só envia para os números da sua lista no painel da Meta.',
  ],
  [[131052], 'O arquivo não pôde ser baixado', 'Peça ao cliente para enviar de novo; o limite é 100 MB.'],
  [
    [131053],
    'O arquivo não foi aceito',
    'O WhatsApp não conseguiu usar o arquivo. Confira o tipo e o tamanho e anexe de novo.',
  ],
  [[132000], 'Número errado de variáveis', 'O modelo tem outro número de variáveis do que as preenchidas.'],
  [[132005], 'O texto é longo demais', 'Com as variáveis, o modelo fica longo demais. Encurte-as.'],
  [[132008, 132012, 132018], 'Uma variável tem o formato errado', fixParameters],
  [[131008, 131009, 100], 'O WhatsApp não aceitou um valor', fixParameters],
  [[131021], 'É o seu próprio número', 'Um número não pode escrever para si mesmo.'],
  [[131062], 'É preciso um número de telefone', 'Este modelo só pode ser enviado a um número de telefone.'],
  [[137000], 'A identidade do cliente mudou', 'Confirme com o cliente quem é e envie de novo.'],
  [[132001], 'O modelo não existe', 'Ele falta ou não está aprovado neste idioma. Busque os modelos.'],
  [[132007], 'O modelo viola uma política', 'O WhatsApp recusou o conteúdo. Mude o modelo.'],
  [[132015], 'O modelo está pausado', 'O WhatsApp o pausou por baixa qualidade. Use outro, ou espere.'],
  [[132016], 'O modelo está desativado', 'O WhatsApp o desativou de vez por baixa qualidade. Use outro.'],
  [[134100, 131055], 'Só modelos de marketing', 'Esta forma de envio só aceita modelos de marketing.'],
  [[131063], 'Modelos de marketing estão desligados', `A conta não os envia assim. ${askMeta}`],
  [[134102], 'O modelo não está pronto', 'O WhatsApp não conseguiu prepará-lo. Use outro.'],
  [[134101], 'O modelo está sendo preparado', 'O WhatsApp precisa de até 10 minutos. Envie de novo depois.'],
  [[132068, 139000], 'O formulário está bloqueado', 'O WhatsApp bloqueou o formulário (flow) deste modelo. Use outro.'],
  [[132069], 'O formulário está limitado', 'O formulário (flow) foi enviado vezes demais em uma hora. Espere.'],
  [[0, 190, 104], 'A conexão com o WhatsApp expirou', 'Um administrador precisa conectar o número de novo.'],
  [
    [3, 10, 131005],
    'Falta uma permissão',
    'Um administrador precisa conectar o número de novo com todas as permissões.',
  ],
  [[33], 'O número não está visível', 'Foi apagado, ou a conexão não pode usá-lo. Conecte de novo.'],
  [[131050], 'O cliente se descadastrou', 'O cliente parou de receber suas mensagens de marketing.'],
  [[130403], 'Você bloqueou este cliente', 'Desbloqueie o cliente para escrever para ele.'],
  [[130497], 'Não permitido neste país', 'A conta não pode enviar mensagens a clientes deste país.'],
  [[131051], 'Sem suporte', 'O WhatsApp não aceita este tipo de mensagem.'],
  [[135000], 'O WhatsApp recusou a mensagem', 'Nenhum motivo foi dado. Mude a mensagem e tente de novo.'],
  [[131064], 'O envio está limitado', 'Havia modelos na categoria errada. Espere o WhatsApp retirar o limite.'],
  [[131037], 'O nome de exibição não está aprovado', `O número precisa antes de um nome aprovado. ${askMeta}`],
  [[134011], 'Termos de pagamento não aceitos', `Aceite os termos de pagamento do WhatsApp. ${askMeta}`],
]

export const ptOther: OtherFailure = {
  title: 'O WhatsApp recusou a mensagem',
  detail: (code) =>
    `O WhatsApp respondeu com um erro que o ADSapp ainda não conhece${code === null ? '' : `: ${code}`}.`,
}
