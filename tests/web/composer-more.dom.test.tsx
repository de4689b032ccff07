import { act, cleanup, createEvent, fireEvent, render, screen, within } from '@testing-library/preact'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { now } from '../../web/models/clock.ts'
import { putConversation } from '../../web/models/conversations.ts'
import { parseCoordinates } from '../../web/models/coordinates.ts'
import { changeDraft, draftOf, readDraft } from '../../web/models/drafts.ts'
import { selectedId } from '../../web/models/inbox.ts'
import { applyFrame, startLive } from '../../web/models/live.ts'
import { emptyQuestion, questionContent, questionProblem } from '../../web/models/question.ts'
import { me } from '../../web/models/session.ts'
import { slashAt } from '../../web/models/slash.ts'
import { openThread } from '../../web/models/threads.ts'
import { toasts } from '../../web/models/toasts.ts'
import { writingAsked } from '../../web/screens/inbox/composer/asked.ts'
import { Composer } from '../../web/screens/inbox/composer/composer.tsx'
import { canSend, draftMessages } from '../../web/screens/inbox/composer/send-draft.ts'
import { InteractiveCard } from '../../web/screens/inbox/message/interactive-cards.tsx'
import type { CannedResponse } from '../../worker/contract/canned.ts'
import type { Conversation } from '../../worker/contract/conversation.ts'
import type { DraftSave } from '../../worker/contract/draft.ts'
import type { Message } from '../../worker/contract/message.ts'
import { NewInteractiveContent } from '../../worker/contract/new-interactive.ts'
import { fillVariables, type VariableName, variableNames } from '../../worker/contract/variables.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { aConversation, aMessage, aPerson } from './made.ts'

const replies: CannedResponse[] = [
  aReply('hours', 'Open from 9 to 5'),
  aReply('greeting', 'Hello {{contact.first_name|there}}, this is {{agent.first_name}} of {{tenant.name}}.'),
  aReply('choice', 'Shall we deliver?', ['Yes', 'No']),
  aReply('handle', 'You are {{contact.username}}'),
]
function aReply(shortcut: string, body: string, buttons: string[] = []): CannedResponse {
  return { id: shortcut, shared: true, shortcut, body, buttons, files: [], updatedAt: new Date(0).toISOString() }
}

let asked: Asked[] = []
let saved: { updatedAt: string } | null = null
/** Messages that can be read by their ids. */
let there: Message[] = []
const savedDraft = (more: object) => ({
  ...{ mode: 'reply', text: '', note: '', buttons: [], quoteId: null, files: [], filesGone: 0 },
  updatedAt: new Date(0).toISOString(),
  ...more,
})

/** What an earlier test wrote is saved late, and is none of the next one's. */
let composed = ''
const isComposed = (path: string) => path.includes(composed)

let saves = 0
let isAnswerLost = false
/** As the server does it. */
function answerDraft(method: string, body: unknown) {
  if (method === 'GET') return { body: { draft: saved } }
  const { basedOn, ...words } = body as DraftSave
  if (basedOn !== (saved?.updatedAt ?? null)) return refusal(409, 'DRAFT_CHANGED', 'It was changed elsewhere.')
  saves += 1
  saved =
    words.text + words.note === '' && words.files.length === 0
      ? null
      : savedDraft({ ...words, updatedAt: new Date(saves).toISOString() })
  return isAnswerLost ? new Error('the connection broke') : { body: { updatedAt: saved?.updatedAt ?? null } }
}

// What comes later in the app is there at once here: only what it does is looked at.
beforeAll(() =>
  Promise.all([
    import('../../web/screens/inbox/composer/question-dialog.tsx'),
    import('../../web/screens/inbox/composer/canned-picker.tsx'),
    import('../../web/screens/inbox/composer/cost-hint.tsx'),
    import('../../web/models/canned.ts'),
  ]),
)
beforeEach(() => {
  me.value = aPerson()
  now.value = Date.now()
  saved = null
  HTMLDialogElement.prototype.showModal ??= () => {}
  asked = fakeServer(({ method, path, body }) => {
    if (path === '/api/canned-responses') return { body: { data: replies } }
    if (path.endsWith('/draft')) return isComposed(path) ? answerDraft(method, body) : { body: { draft: null } }
    if (method === 'GET' && path.startsWith('/api/messages?')) return { body: { data: there } }
    if (method === 'GET') return { body: { data: [], nextCursor: null } }
    return path.endsWith('/messages') ? { status: 202, body: aMessage() } : { status: 204 }
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function compose(changes: Partial<Conversation> = {}) {
  const conversation = aConversation(changes)
  composed = conversation.id
  const thread = openThread(conversation.id)
  render(<Composer conversation={putConversation(conversation)} />)
  return { conversation, thread }
}
const box = () => document.querySelector('textarea#composer') as HTMLTextAreaElement
const write = (text: string) => {
  fireEvent.input(box(), { target: { value: text } })
}
const press = (key: string, more: object = {}) => fireEvent.keyDown(box(), { key, ...more })
const sent = () => asked.filter((one) => one.method === 'POST' && one.path.endsWith('/messages')).map((one) => one.body)
const drafted = () =>
  asked
    .filter((one) => one.method === 'PUT' && isComposed(one.path) && one.path.endsWith('/draft'))
    .map((one) => one.body)

describe('canned replies behind the slash', () => {
  it('are found by a few letters, chosen with the keys, and filled in', async () => {
    const { conversation } = compose()
    write('/grt')
    expect(await screen.findByText('/greeting')).toBeTruthy()
    await vi.waitFor(() => expect(box().getAttribute('aria-activedescendant')).toBe('canned-0'))
    press('Enter')
    const text = 'Hello Jonas, this is Ana of Demo Shop.'
    await vi.waitFor(() => expect(draftOf(conversation.id).value.text).toBe(text))
    expect(sent()).toHaveLength(0)
  })

  it('take the arrow keys, and go with Escape', async () => {
    compose()
    write('/')
    await screen.findByText('/hours')
    press('ArrowDown')
    await vi.waitFor(() =>
      expect(screen.getByText('/greeting').parentElement?.getAttribute('aria-selected')).toBe('true'),
    )
    press('Escape')
    await vi.waitFor(() => expect(screen.queryByText('/hours')).toBeNull())
  })

  it('bring their buttons, and go out as a question', async () => {
    const { conversation } = compose()
    write('/choice')
    fireEvent.click(await screen.findByText('/choice'))
    expect(await screen.findByLabelText('Remove the button “Yes”')).toBeTruthy()
    press('Enter')
    await vi.waitFor(() => expect(sent()).toHaveLength(1))
    expect(sent()[0]).toMatchObject({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Shall we deliver?' },
        action: { buttons: [{ reply: { title: 'Yes' } }, {}] },
      },
    })
    expect(draftOf(conversation.id).value.buttons).toEqual([])
  })

  it.each(['/bad', '/bad/bad', '//'])(
    'do not go out as %s, which is not there, unless the picker is closed',
    async (text) => {
      compose()
      write(text)
      expect(await screen.findByText(/No canned reply matches/)).toBeTruthy()
      press('Enter')
      expect(box().value).toBe(text)
      press('Escape')
      press('Enter')
      await vi.waitFor(() => expect(sent()).toMatchObject([{ text: { body: text } }]))
    },
  )

  it('are opened from the palette where the caret is, as a word of their own', async () => {
    const { conversation } = compose()
    write('Hello')
    box().setSelectionRange(5, 5)
    act(() => {
      writingAsked.value = 'canned'
    })
    fireEvent.click(await screen.findByText('/hours'))
    await vi.waitFor(() => expect(draftOf(conversation.id).value.text).toBe('Hello Open from 9 to 5'))
  })

  it('do not reach a customer half filled in', async () => {
    compose()
    write('/handle')
    fireEvent.click(await screen.findByText('/handle'))
    expect(await screen.findByText('Fill in {{contact.username}} first')).toBeTruthy()
    press('Enter')
    expect(sent()).toHaveLength(0)
    expect((screen.getByText('Send').closest('button') as HTMLButtonElement).disabled).toBe(true)
  })

  it('leave the caret behind them, before another key can come', async () => {
    compose()
    write('/hours please')
    box().setSelectionRange(6, 6)
    fireEvent.input(box())
    const reply = await screen.findByText('/hours')
    vi.stubGlobal('requestAnimationFrame', () => 0)
    fireEvent.click(reply)
    await vi.waitFor(() => expect(box().value).toBe('Open from 9 to 5 please'))
    expect(box().selectionStart).toBe('Open from 9 to 5'.length)
  })

  it('stand at the beginning of a word only', () => {
    expect(slashAt('/hi', 3)).toEqual({ query: 'hi', start: 0 })
    expect(slashAt('Well, /h', 8)).toEqual({ query: 'h', start: 6 })
    expect(slashAt('/hi/hi', 6)).toEqual({ query: 'hi/hi', start: 0 })
    expect(slashAt('and/or', 6)).toBeNull()
    expect(slashAt('https://', 8)).toBeNull()
  })

  it('fall back to what stands behind the bar, and never guess', () => {
    const values = Object.fromEntries(variableNames.map((name) => [name, ''])) as Record<VariableName, string>
    expect(fillVariables('Hi {{ contact.first_name | there }}', values)).toBe('Hi there')
    expect(fillVariables('Hi {{contact.first_name}}', values)).toBe('Hi {{contact.first_name}}')
    expect(fillVariables('{{contact.name|}}!', values)).toBe('!')
    expect(fillVariables('{{contact.iban}}', values)).toBe('{{contact.iban}}')
  })
})

describe('a draft', () => {
  it('is kept at the server soon after the last word, and emptied by sending', async () => {
    vi.useFakeTimers()
    const { conversation } = compose()
    write('We are')
    write('We are open')
    await vi.advanceTimersByTimeAsync(1_500)
    const nothing = { mode: 'reply', text: '', note: '', buttons: [], quoteId: null, files: [] }
    expect(drafted()).toEqual([{ ...nothing, text: 'We are open', basedOn: null }])
    press('Enter')
    await vi.advanceTimersByTimeAsync(10)
    expect(drafted().at(-1)).toEqual({ ...nothing, basedOn: new Date(saves - 1).toISOString() })
    expect(draftOf(conversation.id).value.text).toBe('')
  })

  it('comes from another device', async () => {
    saved = savedDraft({ text: 'From my phone' })
    compose()
    await vi.waitFor(() => expect(box().value).toBe('From my phone'))
  })

  it('comes with its quote and files, says what is gone, and is kept without it', async () => {
    const quoted = aMessage({ text: { body: 'Which one?' } })
    vi.useFakeTimers()
    const { conversation, thread } = compose()
    await vi.advanceTimersByTimeAsync(10)
    const file = { mediaId: 'f', filename: 'menu.pdf', as: 'file', kind: 'document', mimeType: 'application/pdf' }
    saved = savedDraft({ quoteId: quoted.id, files: [{ ...file, bytes: 2048 }], filesGone: 1 })
    there = [quoted]
    await readDraft(conversation.id)
    expect(screen.getByText('Which one?')).toBeTruthy()
    expect(screen.getByText('menu.pdf')).toBeTruthy()
    expect(toasts.value.map(({ title }) => title).join()).toContain('cannot be sent any more: 1 file')
    expect(drafted().at(-1)).toMatchObject({ quoteId: quoted.id, files: [{ mediaId: 'f', filename: 'menu.pdf' }] })
    fireEvent.click(screen.getByText('Send'))
    expect(thread.messages.value[0]).toMatchObject({ type: 'document', document: { id: 'f', filename: 'menu.pdf' } })
    await vi.advanceTimersByTimeAsync(10)
    expect(drafted().at(-1)).toMatchObject({ quoteId: null, files: [] })
    saved = savedDraft({ text: 'Yes', quoteId: quoted.id })
    there = []
    await readDraft(conversation.id)
    expect(box().value).toBe('Yes')
    expect(toasts.value.map(({ title }) => title)).toContain('The message that your draft quoted is gone')
  })

  describe('that is written on another device too', () => {
    /** Another device of the same person keeps these words, and the server says so. */
    const elsewhere = (conversationId: string, text: string) => {
      const { updatedAt = null } = saved ?? {}
      const words = { mode: 'reply', text, note: '', buttons: [], quoteId: null, files: [] }
      answerDraft('PUT', { ...words, basedOn: updatedAt })
      hear(conversationId)
    }
    const hear = (conversationId: string) =>
      applyFrame({
        ...{ seq: 'a.1', type: 'draft.updated' },
        data: { conversationId, updatedAt: saved?.updatedAt ?? null },
      })
    const opened = async (text: string) => {
      vi.useFakeTimers()
      saved = text === '' ? null : savedDraft({ text })
      const { conversation } = compose()
      selectedId.value = conversation.id
      await vi.advanceTimersByTimeAsync(10)
      expect(box().value).toBe(text)
      return conversation.id
    }
    const settle = async () => {
      await vi.dynamicImportSettled() // What follows drafts comes with the composer.
      await vi.advanceTimersByTimeAsync(3_000)
    }
    const reads = () =>
      asked.filter(({ method, path }) => method === 'GET' && isComposed(path) && path.endsWith('/draft')).length

    it('shows what it became there, and is empty when it was sent there', async () => {
      const id = await opened('desk words')
      elsewhere(id, 'desk words, and the phone’s')
      await settle()
      expect(box().value).toBe('desk words, and the phone’s')
      elsewhere(id, '')
      await settle()
      expect(box().value).toBe('')
      expect(drafted()).toEqual([])
    })

    it('is read when the page is seen again, and not for what this window saved itself', async () => {
      const id = await opened('desk words')
      const stop = startLive()
      answerDraft('PUT', { ...savedDraft({ text: 'phone words' }), basedOn: saved?.updatedAt })
      document.dispatchEvent(new Event('visibilitychange'))
      await settle()
      stop()
      expect(box().value).toBe('phone words')
      const before = reads()
      write('phone words!')
      await settle()
      hear(id)
      await settle()
      expect(reads()).toBe(before)
    })

    it.each([
      ['both went on', 'desk', 'desk here', 'desk there', 'desk here\n\ndesk there'],
      ['one goes on from the other', 'desk', 'desk words', 'desk words there', 'desk words there'],
      ['nothing was there before', '', 'here', 'there', 'here\n\nthere'],
      ['it was sent there and changed here', 'desk', 'desk!', '', 'desk!'],
      ['it was sent here and went on there', 'desk', '', 'desk and more', 'and more'],
      ['it was emptied here and is another there', 'desk', '', 'other', 'other'],
    ])('loses no words where %s', async (_, before, here, there, both) => {
      const id = await opened(before)
      write(here)
      elsewhere(id, there)
      await settle()
      expect(box().value).toBe(both)
      expect(saved).toMatchObject({ text: both })
      const tells = toasts.value.filter(({ title }) => title.startsWith('You also wrote here'))
      expect(tells).toHaveLength(both.includes('\n') ? 1 : 0)
      toasts.value = []
    })

    it('leaves the caret where one writes', async () => {
      const id = await opened('')
      write('here')
      box().setSelectionRange(2, 2)
      elsewhere(id, 'there')
      await settle()
      expect([box().value, box().selectionStart]).toEqual(['here\n\nthere', 2])
    })

    it('takes what went out without an answer for its own', async () => {
      await opened('')
      isAnswerLost = true
      write('My words')
      await settle()
      isAnswerLost = false
      write('Our words')
      await settle()
      expect(box().value).toBe('Our words')
      expect(saved).toMatchObject({ text: 'Our words' })
    })

    it('keeps files of both, and not those that are gone from one', async () => {
      const file = (id: string) => ({
        ...{ mediaId: id, filename: `${id}.pdf`, as: 'file' as const, kind: 'document' as const },
        ...{ mimeType: 'application/pdf', bytes: 1 },
      })
      const of = (...ids: string[]) => savedDraft({ text: 'Look', files: ids.map(file) })
      vi.useFakeTimers()
      saved = of('sent-there', 'kept', 'removed-here')
      const { conversation } = compose()
      await vi.advanceTimersByTimeAsync(10)
      const { attachments } = draftOf(conversation.id).value
      changeDraft(conversation.id, { attachments: attachments.slice(0, 2), text: 'Look here' })
      saved = { ...of('kept', 'removed-here', 'new-there'), updatedAt: new Date(1e6).toISOString() }
      await settle()
      expect(draftOf(conversation.id).value.attachments.map(({ key }) => key)).toEqual(['kept', 'new-there'])
      expect(box().value).toBe('Look here')
    })
  })

  it('that is being written here is not overwritten by an older one', async () => {
    const { conversation } = compose()
    write('New words')
    saved = savedDraft({ text: 'Old words' })
    await readDraft(conversation.id)
    expect(box().value).toBe('New words')
  })
})

describe('what one writes', () => {
  it('shows how WhatsApp will format it, only where it does', () => {
    compose()
    write('plain words')
    expect(screen.queryByLabelText('How it will look')).toBeNull()
    write('*bold* words')
    expect(within(screen.getByLabelText('How it will look')).getByText('bold').tagName).toBe('STRONG')
  })

  it('is shorter by the name that the team signs with', () => {
    const person = aPerson({ name: 'Ana Novak' })
    const { tenant } = person
    me.value = { ...person, tenant: { ...tenant, desk: { ...tenant.desk, signature: 'first' } } }
    const sign = '\n\n_Ana_'.length
    const { conversation } = compose()
    write('x'.repeat(4096 - sign))
    expect(screen.getByText('0 characters left')).toBeTruthy()
    changeDraft(conversation.id, { text: 'x'.repeat(1024 - sign + 1), buttons: ['Yes'] })
    expect(canSend(draftOf(conversation.id).value)).toBe(false)
    const upload = { id: 'p', kind: 'image' as const, mimeType: 'image/jpeg', bytes: 9 }
    const state = { progress: 1, upload, error: null, handle: null, localUrl: null }
    const picture = { key: 'k', file: new File(['x'], 'a.jpg'), as: 'file' as const, ...state }
    const captioned = (text: string) =>
      draftMessages({ ...draftOf(conversation.id).value, text, buttons: [], attachments: [picture] }).length
    expect(captioned('x'.repeat(1024 - sign))).toBe(1)
    expect(captioned('x'.repeat(1024 - sign + 1))).toBe(2)
  })

  it('is marked bold with Ctrl + B', async () => {
    compose()
    write('very good')
    box().setSelectionRange(0, 4)
    press('b', { ctrlKey: true })
    await vi.waitFor(() => expect(box().value).toBe('*very* good'))
  })

  it('is marked from the palette, too', async () => {
    compose()
    write('very good')
    box().setSelectionRange(5, 9)
    act(() => {
      writingAsked.value = 'italic'
    })
    await vi.waitFor(() => expect(box().value).toBe('very _good_'))
    expect(document.activeElement).toBe(box())
  })

  it('goes as a voice message only if it is one', async () => {
    const { conversation, thread } = compose()
    const upload = { id: 'v', kind: 'audio' as const, mimeType: 'audio/ogg', bytes: 9 }
    const voice = { key: 'k', file: new File(['x'], 'voice.ogg'), as: 'voice' as const, progress: 1, upload }
    changeDraft(conversation.id, { attachments: [{ ...voice, error: null, handle: null, localUrl: null }] })
    fireEvent.click(await screen.findByText('Send'))
    expect(thread.messages.value[0]?.audio).toEqual({ id: 'v', voice: true })
    await vi.waitFor(() => expect(sent()[0]).toMatchObject({ type: 'audio', audio: { id: 'v', voice: true } }))
  })
})

describe('files of a reply', () => {
  /** What goes to the server, as far as it is told to. */
  class HeldRequest {
    static all: HeldRequest[] = []
    upload: { onprogress?: (event: object) => void } = {}
    status = 0
    responseText = ''
    onload = () => {}
    onerror = () => {}
    onabort = () => {}
    form = new FormData()
    open() {}
    send(form: FormData) {
      this.form = form
      HeldRequest.all.push(this)
    }
    abort() {
      this.onabort()
    }
    getResponseHeader() {
      return null
    }
    answer(status: number, body: object) {
      Object.assign(this, { status, responseText: JSON.stringify(body) })
      this.onload()
    }
  }
  const uploads = HeldRequest.all
  const upload = { id: 'u', kind: 'document', mimeType: 'application/pdf', bytes: 2048 }
  const pdf = (name: string, bytes = '%PDF-1.7') => new File([bytes], name, { type: 'application/pdf' })
  /** @returns Whether it is left to the browser. */
  const drag = (kind: 'drop' | 'dragOver' | 'dragLeave', files: File[], types = ['Files']) =>
    fireEvent(box(), createEvent[kind](box(), { dataTransfer: { files, types } }))
  const drop = (...files: File[]) => drag('drop', files)
  const begun = (count: number) => vi.waitFor(() => expect(uploads).toHaveLength(count))
  const sendButton = () => screen.getByText('Send').closest('button') as HTMLButtonElement

  beforeEach(() => {
    uploads.length = 0
    toasts.value = []
    vi.stubGlobal('XMLHttpRequest', HeldRequest)
  })

  it.each([
    ['dropped', drop],
    ['pasted', (...files: File[]) => fireEvent.paste(box(), { clipboardData: { files } })],
  ])('that are %s go up with a bar that moves, and then with the message', async (_, give) => {
    const { conversation } = compose()
    give(pdf('bill.pdf'))
    await begun(1)
    expect(uploads[0]?.form.get('channelId')).toBe(conversation.channelId)
    expect(uploads[0]?.form.get('file')).toMatchObject({ name: 'bill.pdf' })
    const bar = () => screen.getByRole('progressbar') as HTMLProgressElement
    for (const [loaded, words] of [
      [512, 'Uploading 25%'],
      [1536, 'Uploading 75%'],
    ] as const) {
      uploads[0]?.upload.onprogress?.({ lengthComputable: true, loaded, total: 2048 })
      expect(await screen.findByText(words)).toBeTruthy()
      expect(bar().value).toBe(loaded / 2048)
    }
    expect(sendButton().disabled).toBe(true)
    uploads[0]?.answer(201, upload)
    await vi.waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull())
    await vi.waitFor(() => expect(sendButton().disabled).toBe(false))
    press('Enter')
    await vi.waitFor(() => expect(sent()).toMatchObject([{ document: { id: 'u', filename: 'bill.pdf' } }]))
  })

  it('show where they can be dropped, and a note takes none', async () => {
    const { conversation } = compose()
    expect(drag('dragOver', [])).toBe(false)
    expect(await screen.findByText('Drop to attach')).toBeTruthy()
    drag('dragLeave', [])
    await vi.waitFor(() => expect(screen.queryByText('Drop to attach')).toBeNull())
    fireEvent.click(screen.getByText('Note'))
    // Taken over, so that the browser does not open the file.
    expect(drag('dragOver', [])).toBe(false)
    expect(drop(pdf('bill.pdf'))).toBe(false)
    expect(draftOf(conversation.id).value.attachments).toEqual([])
  })

  it('leave words that are dropped to the browser', () => {
    compose()
    expect(drag('dragOver', [], ['text/plain'])).toBe(true)
    expect(drag('drop', [], ['text/plain'])).toBe(true)
  })

  it('say that one failed, and go up again', async () => {
    compose()
    drop(pdf('bill.pdf'))
    await begun(1)
    uploads[0]?.onerror()
    expect((await screen.findByRole('alert')).textContent).toContain('Not uploaded: No connection')
    expect(sendButton().disabled).toBe(true)
    fireEvent.click(screen.getByLabelText('Upload again'))
    await begun(2)
    expect(screen.queryByRole('alert')).toBeNull()
    uploads[1]?.answer(201, upload)
    await vi.waitFor(() => expect(sendButton().disabled).toBe(false))
  })

  it('say what WhatsApp takes instead, and go without the one that it does not', async () => {
    compose()
    drop(new File(['MZ'], 'setup.exe'), pdf('bill.pdf'))
    await begun(2)
    const problem = { code: 'UNSUPPORTED_TYPE', detail: 'WhatsApp takes PDF.', requestId: 'r' }
    uploads[0]?.answer(415, problem)
    uploads[1]?.answer(201, upload)
    expect((await screen.findByRole('alert')).textContent).toBe('Not uploaded: WhatsApp takes PDF.')
    expect(screen.queryByLabelText('Upload again'), 'it is refused again').toBeNull()
    expect(sendButton().disabled).toBe(true)
    fireEvent.click(screen.getByLabelText('Remove setup.exe'))
    await vi.waitFor(() => expect(sendButton().disabled).toBe(false))
  })

  it('do not go up when they are too large', async () => {
    compose()
    const film = pdf('film.pdf')
    Object.defineProperty(film, 'size', { value: 25 * 1024 * 1024 + 1 })
    drop(film)
    expect((await screen.findByRole('alert')).textContent).toContain('Larger than')
    expect(uploads).toEqual([])
  })

  it('are at most ten, and the others are told of', async () => {
    const { conversation } = compose()
    drop(...Array.from({ length: 8 }, (_, index) => pdf(`${index}.pdf`)))
    drop(...['8', '9', 'a', 'b', 'c'].map((name) => pdf(`${name}.pdf`)))
    await begun(10)
    expect(draftOf(conversation.id).value.attachments.map(({ file }) => file.name)).not.toContain('a.pdf')
    const leftOut = toasts.value.map(({ title }) => title).filter((title) => title.startsWith('A message takes'))
    expect(leftOut).toEqual(['A message takes at most 10 files. Left out: 3 files'])
  })

  it('that are taken away go no further', async () => {
    const { conversation } = compose()
    drop(pdf('bill.pdf'))
    await begun(1)
    const gone = vi.spyOn(uploads[0] as HeldRequest, 'abort')
    fireEvent.click(screen.getByLabelText('Remove bill.pdf'))
    expect(gone).toHaveBeenCalledOnce()
    expect(draftOf(conversation.id).value.attachments).toEqual([])
  })
})

describe('the builder of questions', () => {
  const open = async () => {
    const made = compose()
    write('When suits you?')
    fireEvent.click(screen.getByLabelText('Add to the message'))
    fireEvent.click(await screen.findByText('Buttons, list or link'))
    await screen.findByLabelText('Button 1')
    return made
  }
  const type = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } })
  const submit = () => fireEvent.submit(document.querySelector('form.builder') as Element)

  it('takes over the words, counts, shows and sends', async () => {
    await open()
    type('Button 1', 'Morning')
    type('Button 2', 'Afternoon')
    expect(screen.getByText('7 / 20')).toBeTruthy()
    type('Button 2', 'In the late afternoon'.slice(0, 20))
    expect(screen.getByText('20 / 20: no more fits')).toBeTruthy()
    type('Button 2', 'Afternoon')
    const preview = within(screen.getByLabelText('Preview'))
    expect(preview.getByText('When suits you?')).toBeTruthy()
    expect(preview.getByText('Morning')).toBeTruthy()
    submit()
    await vi.waitFor(() => expect(sent()).toHaveLength(1))
    expect(NewInteractiveContent.safeParse((sent()[0] as { interactive: unknown }).interactive).success).toBe(true)
  })

  it('says what is missing instead of sending', async () => {
    await open()
    submit()
    expect(await screen.findByRole('alert')).toBeTruthy()
    expect(screen.getByText('Name every button.')).toBeTruthy()
    expect(sent()).toHaveLength(0)
  })

  it.each([
    ['button', { buttons: ['Yes', ' Yes '] }, 'sameButtons'],
    ['button', { buttons: ['Yes'] }, null],
    ['list', { listButton: 'Colours' }, 'rows'],
    ['cta_url', { linkText: 'Look', url: 'javascript:alert(1)' }, 'url'],
    ['cta_url', { linkText: 'Look', url: 'https://shop.example/a' }, null],
  ] as const)('a %s with %o: %s', (kind, changes, problem) => {
    const question = { ...emptyQuestion('Which?'), kind, ...changes }
    expect(questionProblem(question)).toBe(problem)
    if (problem === null) expect(NewInteractiveContent.safeParse(questionContent(question)).success).toBe(true)
  })

  it('makes lists that WhatsApp takes', () => {
    const rows = [
      { title: 'Red', description: 'Like a rose' },
      { title: 'Blue', description: '' },
    ]
    const sections = [
      { title: 'Warm', rows },
      { title: 'Cold', rows },
    ]
    const question = { ...emptyQuestion('Which?'), kind: 'list' as const, listButton: 'Colours', sections }
    const content = questionContent(question)
    expect(questionProblem(question)).toBeNull()
    expect(NewInteractiveContent.parse(content)).toEqual(content)
    render(<InteractiveCard interactive={content} />)
    expect(screen.getByText('Colours')).toBeTruthy()
    expect(screen.getAllByText('Like a rose')).toHaveLength(2)
    expect(screen.getByRole<HTMLDetailsElement>('group').open).toBe(false)
    cleanup()
    render(<InteractiveCard interactive={content} unfolded />)
    expect(screen.getByRole<HTMLDetailsElement>('group').open).toBe(true)
  })
})

describe('coordinates', () => {
  it.each([
    ['52.3731, 4.8922', 52.3731, 4.8922],
    ['-33.8568;151.2153', -33.8568, 151.2153],
    ['https://www.google.com/maps/place/Dam/@52.3731,4.8922,17z', 52.3731, 4.8922],
    ['https://maps.google.com/?q=52.3731,4.8922', 52.3731, 4.8922],
    ['https://www.openstreetmap.org/#map=16/52.3731/4.8922', 52.3731, 4.8922],
  ])('are read out of %s', (text, latitude, longitude) => {
    expect(parseCoordinates(text)).toEqual({ latitude, longitude })
  })

  it.each(['', 'Dam square', '95, 4', '52.3731, 181'])('are not in “%s”', (text) => {
    expect(parseCoordinates(text)).toBeNull()
  })
})
