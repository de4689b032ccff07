import type { Locale } from '../../contract/locale.ts'

/** What each kind of e-mail is filled with. */
export interface EmailValues {
  /** Sign-up: the address proves to be theirs. */
  verify: { link: string }
  /** Sign-up with an address that has an account. */
  known: { link: string }
  invitation: { organization: string; inviter: string; link: string }
  reset: { link: string }
  passwordChanged: { link: string }
  /** A second factor came or went. */
  factorsChanged: { link: string }
}
export type EmailKind = keyof EmailValues

/** An e-mail in words; the button leads to `values.link`. */
export interface EmailText {
  subject: string
  lines: string[]
  button: string
}

type Catalogue = { [K in EmailKind]: (values: EmailValues[K]) => EmailText }

const en: Catalogue = {
  verify: () => ({
    subject: 'Confirm your e-mail address',
    lines: [
      'Welcome to ADSapp. Confirm that this address is yours. The link is good for 24 hours.',
      'If you did not sign up, do nothing: somebody else gave your address, and cannot go on without this.',
    ],
    button: 'Confirm address',
  }),
  known: () => ({
    subject: 'You have an account already',
    lines: [
      'Somebody tried to sign up for ADSapp with your address. You have an account, so nothing was made.',
      'If it was you, sign in. If you forgot your password, choose a new one there.',
    ],
    button: 'Sign in',
  }),
  invitation: ({ organization, inviter }) => ({
    subject: `${inviter} invites you to ${organization}`,
    lines: [
      `${inviter} invites you to answer customers of ${organization} on WhatsApp with ADSapp.`,
      'The invitation is for you alone and good for 7 days.',
    ],
    button: 'Join the team',
  }),
  reset: () => ({
    subject: 'Choose a new password',
    lines: [
      'Somebody asked for a new password for your ADSapp account. The link is good once, for 30 minutes.',
      'If it was not you, do nothing: your password stays as it is.',
    ],
    button: 'Choose a new password',
  }),
  passwordChanged: () => ({
    subject: 'Your password was changed',
    lines: ['The password of your ADSapp account was changed.', 'If it was not you, choose a new one at once.'],
    button: 'Choose a new password',
  }),
  factorsChanged: () => ({
    subject: 'Your two-step sign-in was changed',
    lines: [
      'A way to prove that it is you (an authenticator, a passkey or recovery codes) was added to your ADSapp account or removed from it.',
      'If it was not you, change your password and tell an administrator of your team.',
    ],
    button: 'Look at your security settings',
  }),
}

const nl: Catalogue = {
  verify: () => ({
    subject: 'Bevestig je e-mailadres',
    lines: [
      'Welkom bij ADSapp. Bevestig dat dit adres van jou is. De link is 24 uur geldig.',
      'Heb je je niet aangemeld, doe dan niets: iemand anders gaf jouw adres op en komt zonder dit niet verder.',
    ],
    button: 'Adres bevestigen',
  }),
  known: () => ({
    subject: 'Je hebt al een account',
    lines: [
      'Iemand wilde zich met jouw adres bij ADSapp aanmelden. Je hebt al een account, dus er is niets gemaakt.',
      'Was jij het, log dan in. Ben je je wachtwoord vergeten, dan kun je daar een nieuw kiezen.',
    ],
    button: 'Inloggen',
  }),
  invitation: ({ organization, inviter }) => ({
    subject: `${inviter} nodigt je uit voor ${organization}`,
    lines: [
      `${inviter} nodigt je uit om met ADSapp klanten van ${organization} op WhatsApp te antwoorden.`,
      'De uitnodiging is alleen voor jou en 7 dagen geldig.',
    ],
    button: 'Bij het team komen',
  }),
  reset: () => ({
    subject: 'Kies een nieuw wachtwoord',
    lines: [
      'Iemand vroeg om een nieuw wachtwoord voor je ADSapp-account. De link werkt één keer, 30 minuten lang.',
      'Was jij het niet, doe dan niets: je wachtwoord blijft zoals het is.',
    ],
    button: 'Nieuw wachtwoord kiezen',
  }),
  passwordChanged: () => ({
    subject: 'Je wachtwoord is gewijzigd',
    lines: ['Het wachtwoord van je ADSapp-account is gewijzigd.', 'Was jij het niet, kies dan meteen een nieuw.'],
    button: 'Nieuw wachtwoord kiezen',
  }),
  factorsChanged: () => ({
    subject: 'Je inloggen in twee stappen is gewijzigd',
    lines: [
      'Een manier om te bewijzen dat jij het bent (een authenticator, een passkey of herstelcodes) is aan je ADSapp-account toegevoegd of eruit verwijderd.',
      'Was jij het niet, wijzig dan je wachtwoord en vertel het een beheerder van je team.',
    ],
    button: 'Beveiliging bekijken',
  }),
}

const es: Catalogue = {
  verify: () => ({
    subject: 'Confirma tu correo electrónico',
    lines: [
      'Te damos la bienvenida a ADSapp. Confirma que esta dirección es tuya. El enlace vale 24 horas.',
      'Si no te registraste, no hagas nada: alguien dio tu dirección y sin esto no puede continuar.',
    ],
    button: 'Confirmar dirección',
  }),
  known: () => ({
    subject: 'Ya tienes una cuenta',
    lines: [
      'Alguien intentó registrarse en ADSapp con tu dirección. Ya tienes una cuenta, así que no se creó nada.',
      'Si fuiste tú, inicia sesión. Si olvidaste tu contraseña, allí puedes elegir otra.',
    ],
    button: 'Iniciar sesión',
  }),
  invitation: ({ organization, inviter }) => ({
    subject: `${inviter} te invita a ${organization}`,
    lines: [
      `${inviter} te invita a responder a los clientes de ${organization} en WhatsApp con ADSapp.`,
      'La invitación es solo para ti y vale 7 días.',
    ],
    button: 'Unirme al equipo',
  }),
  reset: () => ({
    subject: 'Elige una contraseña nueva',
    lines: [
      'Alguien pidió una contraseña nueva para tu cuenta de ADSapp. El enlace vale una sola vez, durante 30 minutos.',
      'Si no fuiste tú, no hagas nada: tu contraseña sigue igual.',
    ],
    button: 'Elegir contraseña',
  }),
  passwordChanged: () => ({
    subject: 'Tu contraseña ha cambiado',
    lines: ['La contraseña de tu cuenta de ADSapp ha cambiado.', 'Si no fuiste tú, elige otra de inmediato.'],
    button: 'Elegir contraseña',
  }),
  factorsChanged: () => ({
    subject: 'Tu verificación en dos pasos ha cambiado',
    lines: [
      'Se añadió a tu cuenta de ADSapp, o se quitó de ella, una forma de demostrar que eres tú (un autenticador, una llave de acceso o códigos de recuperación).',
      'Si no fuiste tú, cambia tu contraseña y avisa a un administrador de tu equipo.',
    ],
    button: 'Ver la seguridad de mi cuenta',
  }),
}

const pt: Catalogue = {
  verify: () => ({
    subject: 'Confirme o seu e-mail',
    lines: [
      'Boas-vindas ao ADSapp. Confirme que este endereço é seu. O link vale por 24 horas.',
      'Se você não se cadastrou, não faça nada: alguém informou o seu endereço e sem isto não pode continuar.',
    ],
    button: 'Confirmar endereço',
  }),
  known: () => ({
    subject: 'Você já tem uma conta',
    lines: [
      'Alguém tentou se cadastrar no ADSapp com o seu endereço. Você já tem uma conta, então nada foi criado.',
      'Se foi você, entre. Se esqueceu a senha, lá você pode escolher outra.',
    ],
    button: 'Entrar',
  }),
  invitation: ({ organization, inviter }) => ({
    subject: `${inviter} convida você para ${organization}`,
    lines: [
      `${inviter} convida você a responder aos clientes de ${organization} no WhatsApp com o ADSapp.`,
      'O convite é só seu e vale por 7 dias.',
    ],
    button: 'Entrar na equipe',
  }),
  reset: () => ({
    subject: 'Escolha uma nova senha',
    lines: [
      'Alguém pediu uma nova senha para a sua conta do ADSapp. O link vale uma única vez, por 30 minutos.',
      'Se não foi você, não faça nada: a sua senha continua a mesma.',
    ],
    button: 'Escolher nova senha',
  }),
  passwordChanged: () => ({
    subject: 'A sua senha foi alterada',
    lines: ['A senha da sua conta do ADSapp foi alterada.', 'Se não foi você, escolha outra agora mesmo.'],
    button: 'Escolher nova senha',
  }),
  factorsChanged: () => ({
    subject: 'A sua verificação em duas etapas foi alterada',
    lines: [
      'Uma forma de provar que é você (um autenticador, uma chave de acesso ou códigos de recuperação) foi adicionada à sua conta do ADSapp ou removida dela.',
      'Se não foi você, troque a sua senha e avise um administrador da sua equipe.',
    ],
    button: 'Ver as configurações de segurança',
  }),
}

const catalogues: Record<Locale, Catalogue> = { en, nl, es, pt }

export function wordEmail<K extends EmailKind>(locale: Locale, kind: K, values: EmailValues[K]): EmailText {
  return catalogues[locale][kind](values)
}
