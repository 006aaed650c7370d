// The laws of the house, as tests on the real tree. When one is in the way, change it here, in the same commit, and say why.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as gate from './laws/gate.ts'
import * as rooms from './laws/rooms.ts'
import * as saying from './laws/saying.ts'
import * as writing from './laws/writing.ts'

const nothing = (found: readonly string[]): void => assert.deepEqual(found, [])

test('there are no rooms but the known ones, at the top and in a module', () => nothing(rooms.strayRooms()))
test('no folder is a drawer', () => nothing(rooms.drawers()))
test('a module has a README, a face of at most 30 lines, a test, and runs', () => nothing(rooms.faceless()))
test('imports go where the arrows of the house point, and `../` leaves no room', () => nothing(rooms.strayImports()))
test('a module calls every module that it says it uses, and HOUSE.md says the same', () => nothing(rooms.idleUses()))
test('no module rests on itself, and each starts after those it rests on', () => nothing(rooms.circles()))
test('a module speaks SQL only in its store and only to its own tables', () => nothing(rooms.straySql()))
test('a table says above it what one row means, stays in its schema, and keeps no status', () => nothing(rooms.strayTables()))
test('tests are imported by nothing', () => nothing(rooms.importedTests()))

test('the time is act.at; nobody else looks at the clock', () => nothing(writing.clocks()))
test('nobody opens an act but the doors', () => nothing(writing.strayActs()))
test('nobody holds the pool but the kernel’s own few', () => nothing(writing.strayConnections()))
test(`a file fits in ${writing.LINES_PER_FILE} lines and a function in ${writing.LINES_PER_FUNCTION}`, () => nothing(writing.outgrown()))
test('there is no default export but where a tool demands one', () => nothing(writing.defaults()))
test('there is no class but errors, and nothing that does not erase', () => nothing(writing.classes()))
test('a catch says why', () => nothing(writing.silentCatches()))
test('no rule is switched off without a reason', () => nothing(writing.suppressions()))
test('nothing in the tree speaks of other places', () => nothing(writing.elsewhere()))
test('no work is put off without an issue', () => nothing(writing.leftovers()))
test('what others may call has a sentence above it', () => nothing(writing.unspoken()))
test('the lock file names the packages of every platform', () => nothing(writing.unlocked()))
test('every link in a document leads somewhere', () => nothing(writing.deadLinks()))

test('nobody reads what stands on certificates past the one gate', () => nothing(gate.readersPastTheGate()))
test('whoever may is there', () => nothing(gate.idleReaders()))

test('every power that code asks for stands in content', () => nothing(saying.powersOfNobody()))
test('a fact is named after the module that records it, and declared there', () => nothing(saying.strayFacts()))
test('every code a reader can meet has a sentence in Chinese and in English', () => nothing(saying.unspokenCodes()))
test('no sentence is there for nothing', () => nothing(saying.idleSentences()))
test('a law goes by one name', () => nothing(saying.lawsOfTwoNames()))
test('a sentence has the same blanks in both languages', () => nothing(saying.unevenSentences()))
test('every content pack passes the check', () => nothing(saying.unfitContent()))
