type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const stateOf = (field: Field): string | boolean =>
  field.type === 'checkbox' || field.type === 'radio' ? (field as HTMLInputElement).checked : field.value

/** Knows of the fields inside an element, by its events, whether the person changed them. */
export function watchFields() {
  const before = new WeakMap<Field, string | boolean>()
  const touched = new Set<Field>()
  return {
    onFocusIn: ({ target }: FocusEvent) => {
      const field = target as Field
      if (!before.has(field)) before.set(field, stateOf(field))
    },
    onInput: ({ target }: Event) => void touched.add(target as Field),
    /** A file is not kept in its field; what was searched for is no loss. */
    isWritten: () =>
      [...touched].some(
        (field) =>
          field.isConnected &&
          field.type !== 'search' &&
          (field.type === 'file' || stateOf(field) !== before.get(field)),
      ),
  }
}
