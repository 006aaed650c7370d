import type { Act } from '#kernel/act'
import { currentRelease, publicationsOf, releaseAt, type Publication } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { agencyNames, postsOf } from '#modules/parties'

import { Bundles } from '../model/bundle.ts'
import { changesInDefinition, changesInTable, type Change } from '../model/changes.ts'
import { Matters } from '../model/matter.ts'

/** A release in which a definition became otherwise. `matter` names the matter of a bundle in which the change lies. */
export type DefinitionChange = {
  readonly at: Date; readonly digest: string; readonly first: boolean; readonly reason: string | null
  readonly author: Bilingual | null; readonly publisher: Bilingual | null
  readonly changes: readonly (Change & { readonly matter: Bilingual | null })[]
}

const SHOWN_MAX = 20

/** How the definition of a matter, or of a bundle with all its matters, came to be what it is: newest first. */
export async function changesOf(act: Act, kind: 'matter' | 'bundle', id: string): Promise<DefinitionChange[]> {
  const folders = foldersOf(kind, id)
  const publications = await publicationsOf(act.tx, folders)
  const moments = publications.map((one, n) => ({ one, before: publications[n - 1] ?? null })).filter(({ one, before }) => hasAny(one) && pathsChanged(before, one).length > 0)
  return Promise.all(moments.toReversed().slice(0, SHOWN_MAX).map(({ one, before }) => changeIn(act, one, before, kind === 'bundle' ? id : null)))
}

function foldersOf(kind: 'matter' | 'bundle', id: string): string[] {
  if (kind === 'matter') return [`matters/${id}/`]
  return [`bundles/${id}/`, ...(currentRelease().get(Bundles, id)?.value.steps ?? []).map((step) => `matters/${step.matter}/`)]
}

const hasAny = (one: Publication | null): boolean => one !== null && Object.keys(one.paths).length > 0

const pathsChanged = (before: Publication | null, after: Publication): string[] =>
  [...new Set([...Object.keys(before?.paths ?? {}), ...Object.keys(after.paths)])].filter((path) => before?.paths[path] !== after.paths[path]).toSorted()

async function changeIn(act: Act, one: Publication, before: Publication | null, bundle: string | null): Promise<DefinitionChange> {
  const first = !hasAny(before)
  return {
    at: one.at, digest: one.digest, first, reason: one.reason,
    author: await whoIs(act, one.author), publisher: await whoIs(act, one.publisher),
    changes: first ? [] : await changesBetween(act, before!, one, bundle),
  }
}

async function changesBetween(act: Act, before: Publication, after: Publication, bundle: string | null) {
  const [was, now] = [await releaseAt(act.tx, before.digest), await releaseAt(act.tx, after.digest)]
  return pathsChanged(before, after).flatMap((path) => {
    const changes = (path.endsWith('.table.yaml') ? changesInTable : changesInDefinition)(was.textOf(path), now.textOf(path))
    const matter = bundle === null ? null : (now.get(Matters, path.split('/')[1]!)?.value.title ?? null)
    return changes.map((change) => ({ ...change, name: change.part === 'ask' || change.part === 'step' ? null : change.name, matter: path.startsWith('matters/') ? matter : null }))
  })
}

/** The agency for which somebody wrote or published; a person's own name is nobody's business. Null for what came with the software. */
async function whoIs(act: Act, person: string): Promise<Bilingual | null> {
  const agency = (await postsOf(act, person))[0]?.agency
  return agency === undefined ? null : ((await agencyNames(act, [agency]))[agency] ?? null)
}
