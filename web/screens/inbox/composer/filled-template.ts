import { useEffect, useState } from 'preact/hooks'
import type { Template } from '../../../../worker/contract/channel.ts'
import type { TemplateComponent } from '../../../../worker/contract/new-message.ts'
import type { ScheduledMessage, ScheduledMessageChanges } from '../../../../worker/contract/scheduled.ts'
import { api } from '../../../api/endpoints.ts'
import { type TemplateValues, templateComponents, valuesOf } from '../../../models/template.ts'

/** A template that waits, with what it was filled in with and what it is filled in with now. */
export interface Filled {
  template: Template
  before: TemplateValues
  values: TemplateValues
}

/** null until it is read, and for what is no template or one that is not there any more: its time can be changed. */
export function useFilledTemplate(scheduled: ScheduledMessage | null, channelId: string | undefined) {
  const [filled, setFilled] = useState<Filled | null>(null)
  const content = scheduled?.content.template
  useEffect(() => {
    if (!content || !channelId) return
    const isIt = ({ name, language }: Template) => name === content.name && language === content.language.code
    const keep = (template: Template | undefined) => {
      if (!template) return
      const before = valuesOf(template, (content.components ?? []) as TemplateComponent[])
      setFilled({ template, before, values: before })
    }
    api.listTemplates(channelId).then(
      ({ data }) => keep(data.find(isIt)),
      () => {},
    )
  }, [])
  const onValues = (change: (present: TemplateValues) => TemplateValues) =>
    setFilled((present) => present && { ...present, values: change(present.values) })
  return [filled, onValues] as const
}

/** Every value anew, where one is another. */
export function valueChanges(filled: Filled | null): Pick<ScheduledMessageChanges, 'components'> {
  if (!filled || filled.values === filled.before) return {}
  return { components: templateComponents(filled.template, filled.values) }
}
