import { command } from '#kernel/command'
import type { Module } from '#kernel/module'
import { accounts } from '#modules/accounts'
import { certificates } from '#modules/certificates'
import { decisions } from '#modules/decisions'
import { exchange } from '#modules/exchange'
import { grants } from '#modules/grants'
import { identity, whoIs } from '#modules/identity'
import { ledger } from '#modules/ledger'
import { messages } from '#modules/messages'
import { parties } from '#modules/parties'
import { services } from '#modules/services'

/** The modules of the house, those others rest on first. */
export const modules: readonly Module[] = [parties, ledger, accounts, identity, messages, grants, exchange, certificates, decisions, services]

if (import.meta.main) process.exitCode = await command(process.argv.slice(2), { modules, whoIs })
