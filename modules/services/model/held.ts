import type { ContentFault, Found, Release } from '#kernel/content'
import { CertificateKinds } from '#modules/certificates'
import { Sources } from '#modules/exchange'

import type { Leaf } from './form.ts'
import { withKinds } from './facts-said.ts'
import { heldBy, materialsIn, type Held, type Material } from './material.ts'
import type { Matter, MatterWritten } from './matter.ts'
import type { Requirement } from './requirement.ts'

/**
 * What is wrong with what a matter wants proven: a material nobody knows, evidence that there is not, and a material that it asks for
 * though government has what stands on it (State Council 国发〔2018〕27号, art. 10). Each fault names the matter, the material and who has it.
 */
export function faultsOfRequirements(found: Found<MatterWritten>, release: Release): ContentFault[] {
  const materials = materialsIn(release)
  const fault = (pointer: string, code: string, detail: string): ContentFault => ({ file: found.path, pointer, code, detail })
  const { id } = found
  const value = withKinds(release, found.value)
  return [
    ...value.requirements.flatMap((requirement) => {
      const pointer = `/requirements/${requirement.id}`
      const material = materials[requirement.material]
      if (material === undefined) return [fault(pointer, 'services.no_material', `materials.yaml does not know ${requirement.material}.`)]
      const open = requirement.upload ? material.held.filter((held) => !isTaken(held, requirement, value)) : []
      return [
        ...strangersIn(requirement, value, release).map((name) => fault(pointer, 'services.no_evidence', `The requirement ${requirement.id} takes ${name}, which no file describes or the ask does not take.`)),
        ...open.map((held) => fault(pointer, 'services.held_material', `The matter ${id} (${value.title.zh}) asks for ${material.name.zh} (${requirement.material}), which ${nameOf(held)} (${heldBy(release, held).zh}) proves: take it as evidence of the requirement ${requirement.id}.`)),
      ]
    }),
    ...value.form.flatMap((group) => group.fields.flatMap((field) => [field, ...(field.of ?? [])]).flatMap((field) => askedMaterials(field, materials).map(([name, material]) =>
      fault(`/form/${group.id}/${field.id}`, 'services.held_material', `The matter ${id} (${value.title.zh}) asks for ${material.name.zh} (${name}) in the field ${field.id}, which ${material.held.map((held) => `${nameOf(held)} (${heldBy(release, held).zh})`).join(', ')} proves: make it a requirement with that evidence.`)))),
  ]
}

const nameOf = (held: Held): string => ('certificate' in held ? `the certificate kind ${held.certificate}` : `the source ${held.source}`)

/** Whether what holds a material is tried before the paper is asked for. */
const isTaken = (held: Held, { evidence }: Requirement, { asks }: Matter): boolean => evidence.some((one) =>
  ('certificate' in held ? 'certificate' in one && one.certificate === held.certificate : 'register' in one && asks.some((ask) => ask.as === one.register && ask.source === held.source)))

/** Kinds, asks, matters and their fields that evidence names and nobody describes. */
function strangersIn({ evidence }: Requirement, { asks }: Matter, release: Release): string[] {
  return evidence.flatMap((one) => {
    if ('case' in one) return release.textOf(`matters/${one.case}/matter.yaml`) === undefined ? [one.case] : []
    if ('certificate' in one) {
      const kind = release.get(CertificateKinds, one.certificate)?.value
      return kind === undefined ? [one.certificate] : one.fields.filter((field) => !kind.fields.some(({ id }) => id === field)).map((field) => `${one.certificate}.${field}`)
    }
    const ask = asks.find(({ as }) => as === one.register)
    if (ask === undefined || release.get(Sources, ask.source) === undefined) return [one.register]
    return one.take.filter((element) => !ask.take.includes(element)).map((element) => `${one.register}.${element}`)
  })
}

/** The materials that a question asks for by name though somebody holds them; a field that a source fills asks for nothing. */
function askedMaterials(field: Leaf, materials: Readonly<Record<string, Material>>): [string, Material][] {
  if (field.sources.length > 0) return []
  return Object.entries(materials).filter(([, { name, also, held }]) => held.length > 0 && ([name.zh, ...also.zh].some((word) => field.label.zh.includes(word)) || [name.en, ...also.en].some((word) => field.label.en.toLowerCase().includes(word.toLowerCase()))))
}
