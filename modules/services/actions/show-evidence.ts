import type { Act } from '#kernel/act'
import type { Release } from '#kernel/content'
import { sentence, titleAt } from '#kernel/language'
import type { Bilingual } from '#kernel/shapes'
import { CertificateKinds } from '#modules/certificates'
import { Sources } from '#modules/exchange'

import type { CaseFile } from '../model/case.ts'
import { materialName } from '../model/material.ts'
import { isContrary, isSpared, type Found, type Requirement } from '../model/requirement.ts'
import type { Scope } from '../model/scope.ts'
import * as store from '../store/evidence.ts'
import { mattersOf, type Definition } from './context.ts'
import { elementSeen } from './desk-view.ts'
import { mayUpload, needsFile } from './evidence-form.ts'
import { requirementsNow } from './evidence.ts'

/** Who reads: may he change the form, and does he see what certificates disclosed. That is the applicant's own side; an officer opens a copy for it. */
export type Reading = { readonly mayEdit: boolean; readonly seesFields: boolean }

type Known = { readonly requirement: Requirement; readonly matter: Bilingual; readonly case: string; readonly found: store.Kept | undefined; readonly upload: store.Upload | undefined }

/**
 * What must be proven in a case and what proves it: for a bundle in each of its steps. `spared`: how many papers nobody had to
 * bring, because something else said it.
 */
export async function provenView(act: Act, file: CaseFile, definition: Definition, scope: Scope, children: readonly CaseFile[], reading: Reading) {
  const all = await knownIn(act, file, definition, scope, children)
  const items = all.map((one) => requirementView(definition.release, one, reading))
  const spared = items.filter((one) => one.by !== null && one.by.means !== 'upload')
  return { items, spared: { count: spared.length, materials: spared.map(({ material }) => material) } }
}

async function knownIn(act: Act, file: CaseFile, definition: Definition, scope: Scope, children: readonly CaseFile[]): Promise<Known[]> {
  if (definition.matter) return withFound(act, file.id, requirementsNow(definition, scope), definition.title)
  const parts = mattersOf(definition, file.definition).map(async ({ step, matter }) => {
    const child = children.find((one) => one.step === step)
    return child === undefined ? matter.requirements.map((requirement): Known => ({ requirement, matter: matter.title, case: file.id, found: undefined, upload: undefined })) : withFound(act, child.id, matter.requirements, matter.title)
  })
  return (await Promise.all(parts)).flat()
}

async function withFound(act: Act, id: string, requirements: readonly Requirement[], matter: Bilingual): Promise<Known[]> {
  if (requirements.length === 0) return []
  const [found, uploads] = [await store.evidenceOf(act.tx, id), await store.uploadsOf(act.tx, id)]
  return requirements.map((requirement) => ({ requirement, matter, case: id, found: found.find((one) => one.requirement === requirement.id), upload: uploads.find((one) => one.requirement === requirement.id) }))
}

function requirementView(release: Release, { requirement, matter, case: id, found, upload }: Known, { mayEdit, seesFields }: Reading) {
  const { proves, law, since, material } = requirement
  return {
    id: requirement.id, case: id, matter, proves, law, since, material: materialName(release, material), state: stateOf(requirement, found),
    by: found === undefined || found.by === null ? null : byView(release, found, seesFields),
    tried: (found?.by === null || found?.by === 'upload' ? found.tried : []).map(({ means, name, why }) => ({ means, title: titleOf(release, means, name), why, said: saidOf(release, why) })),
    upload: upload === undefined ? null : { id: upload.id, name: upload.name, media: upload.media, size: upload.size, uploadedAt: upload.uploadedAt },
    mayUpload: mayEdit && found !== undefined && mayUpload(requirement, found), needsFile: found !== undefined && needsFile(requirement, found),
  }
}

/** `met` by what government has, a `file` that an officer looks at, `contrary` to a record, `open`, or only looked for `later`. */
function stateOf(requirement: Requirement, found: Found | undefined): 'met' | 'file' | 'contrary' | 'open' | 'later' {
  if (found === undefined || found.tried.some(({ why }) => why === 'later')) return found !== undefined && isSpared(found) ? 'met' : 'later'
  if (found.by !== null) return found.by === 'upload' ? 'file' : 'met'
  return isContrary(found) ? 'contrary' : 'open'
}

function byView(release: Release, found: store.Kept, seesFields: boolean) {
  const { by, name, ref, number, issuer, standing, at, digest, use } = found
  return {
    means: by!, kind: name, title: by === 'upload' ? null : titleOf(release, by!, name!), ref: by === 'certificate' || by === 'case' ? ref : null, number: by === 'upload' ? null : number, issuer, standing, at, digest, use,
    fields: !seesFields || by === 'upload' ? [] : Object.entries(found.fields).map(([id, value]) => ({ ...fieldSeen(release, found, id), value })),
  }
}

const TYPES: Readonly<Record<string, string>> = { fen: 'money', day: 'date', integer: 'number' }

/** A disclosed field as it is called where it comes from. */
function fieldSeen(release: Release, found: Found, id: string) {
  if (found.by === 'register') return elementSeen(release.get(Sources, found.name!)?.value, id)
  const field = found.by === 'certificate' ? release.get(CertificateKinds, found.name!)?.value.fields.find((one) => one.id === id) : undefined
  return { id, label: field?.label ?? { zh: id, en: id }, type: TYPES[field?.type ?? ''] ?? 'text' }
}

/** What a kind of certificate, a source or a matter is called. */
export function titleOf(release: Release, means: 'certificate' | 'register' | 'case' | 'upload', name: string): Bilingual {
  const titles = { certificate: () => release.get(CertificateKinds, name)?.value.name, register: () => release.get(Sources, name)?.value.title, case: () => titleAt(release, `matters/${name}/matter.yaml`), upload: () => undefined }
  return titles[means]() ?? { zh: name, en: name }
}

const saidOf = (release: Release, why: string): Bilingual => ({ zh: sentence(release, 'zh', `services.why.${why}`), en: sentence(release, 'en', `services.why.${why}`) })
