/** Does the same again and again until `stop`, with a rest of `restMs` after each turn that does not ask to go on at once. `turn` never throws. */
export function againAndAgain(turn: () => Promise<'on' | 'rest'>, restMs: number): { stop(): Promise<void> } {
  let stopped = false
  let nudge = (): void => undefined
  const running = (async () => {
    while (!stopped) {
      const next = await turn()
      if (next === 'rest' && !stopped) await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, restMs)
        nudge = () => { clearTimeout(timer); resolve() }
      })
    }
  })()
  return { stop: async () => { stopped = true; nudge(); await running } }
}
