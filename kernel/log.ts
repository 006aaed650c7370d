import pino from 'pino'

/** The log of the process, JSON lines on standard error. Secrets and personal texts never reach it: log ids and codes. */
export const log = pino(
  { level: process.env['LOG_LEVEL'] ?? 'warn', base: null, redact: ['*.authorization', '*.cookie', '*.password', '*.token', '*.code_verifier'] },
  pino.destination({ fd: 2, sync: true }),
)
