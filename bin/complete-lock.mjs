// Run after npm install. Gives package-lock.json an entry for every optional package of another platform that npm did not
// write down: without them `npm ci` calls the lock file out of step.
import { readFileSync, writeFileSync } from 'node:fs'
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const oses = ['android','darwin','freebsd','linux','openharmony','win32','sunos','aix','netbsd','openbsd']
const cpus = { arm64: 'arm64', arm: 'arm', x64: 'x64', ia32: 'ia32', ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x', loong64: 'loong64', wasm32: 'wasm32', mips64el: 'mips64el' }
let added = 0
for (const [where, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (where === '' || /[\^~*<>|]/.test(version)) continue
    const key = `node_modules/${name}`
    if (lock.packages[key] || lock.packages[`${where}/node_modules/${name}`]) continue
    const words = name.split(/[/-]/)
    const os = oses.find((o) => words.includes(o)); const cpu = Object.keys(cpus).find((c) => words.includes(c))
    if (!os && !cpu) { console.log('left', name); continue }
    lock.packages[key] = { version, ...(cpu ? { cpu: [cpu] } : {}), ...(entry.dev ? { dev: true } : {}), optional: true, ...(os ? { os: [os] } : {}) }
    added += 1
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync('package-lock.json', JSON.stringify(lock, null, 2) + '\n')
console.log('added', added)
