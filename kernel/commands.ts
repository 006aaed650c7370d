import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

import { z } from 'zod'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { help, show, UnfitInput, type Command, type Program } from '#kernel/command'
import { checkRelease } from '#kernel/content'
import { connect, disconnect, type Transaction } from '#kernel/database'
import { visitEmbedded } from '#kernel/embedded'
import { kindsOf, masterKeyIn } from '#kernel/house'
import type { Module } from '#kernel/module'
import { setPorts } from '#kernel/ports'
import { isPack, releaseFromFiles } from '#kernel/releases'
import { readSettings } from '#kernel/settings'
import { start } from '#kernel/start'

/** The commands that need no module. */
export const kernelCommands: Readonly<Record<string, Command>> = {
  start: { help: 'runs the node until it is told to stop', run: start },
  help: { help: 'this list', run: async (_, program) => { process.stdout.write(help(program)); return 0 } },
  'content check': { help: '[PATH]  every fault of a content pack, with file, line and column', run: contentCheck },
  'content schema': { help: '[KIND]  JSON Schema of a kind of content, for editors', run: contentSchema },
}

async function contentCheck(words: readonly string[], program: Program): Promise<number> {
  const path = resolve(words[0] ?? join('content', readSettings(process.env).node))
  if (!existsSync(path) || !isPack(dirname(path), basename(path))) throw new UnfitInput(`${path} is no content pack; name a folder with a pack.yaml. 该文件夹不是内容包（缺少 pack.yaml）。`)
  const faults = checkRelease(releaseFromFiles(dirname(path), basename(path)), kindsOf(program.modules))
  return show({ valid: faults.length === 0, faults }, faults.length === 0)
}

async function contentSchema(words: readonly string[], program: Program): Promise<number> {
  const kinds = kindsOf(program.modules).filter((kind) => words[0] === undefined || kind.name === words[0])
  return show(Object.fromEntries(kinds.map((kind) => [kind.name, z.toJSONSchema(kind.schema, { unrepresentable: 'any' })])))
}

/** Runs a deed on the database of this node, for audits from the command line. A node on the database that comes with Tongban must be stopped first. */
export const onDatabase = <T>(deed: (tx: Transaction) => Promise<T>): Promise<T> => onHouse((act) => deed(act.tx))

/** Like `onDatabase`, for deeds that need an act, with what runs beside these modules. */
export async function onHouse<T>(deed: (act: Act) => Promise<T>, modules: readonly Module[] = []): Promise<T> {
  const settings = readSettings(process.env)
  const embedded = settings.databaseUrl === undefined ? await visitEmbedded({ dataDir: settings.dataDir }) : null
  connect(settings.databaseUrl ?? embedded!.url, 2)
  setPorts({ addressOf: (system) => { throw new Error(`a command reaches nobody outside: ${system}`) }, masterKey: masterKeyIn(settings.dataDir), publicAddress: `http://localhost:${settings.port}`, node: settings.node, demo: settings.demo })
  const besides: (() => Promise<void>)[] = []
  // Whatever the deed comes to, the connection is given back, and what was raised for it is lowered.
  try {
    for (const { beside } of modules) if (beside) besides.push(await beside(settings))
    return await perform(house('command'), deed)
  } finally {
    await disconnect()
    for (const end of besides) await end()
    await embedded?.stop()
  }
}

