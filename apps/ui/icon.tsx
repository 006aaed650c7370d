const DRAWN = {
  services: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 16h7M16.5 12.5v7',
  cases: 'M9 6h11M9 12h11M9 18h11M4 6l1 1 2-2M4 12l1 1 2-2M4 18l1 1 2-2',
  inbox: 'M3.5 6h17v12h-17zM3.5 7l8.5 6 8.5-6',
  wallet: 'M3.5 6.5h17v11h-17zM3.5 10h17M7 14h4',
  data: 'M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  desk: 'M4 13l2-8h12l2 8v6H4zM4 13h5l1 2h4l1-2h5',
  verify: 'M12 3l7.5 3v5.5c0 4.5-3 7.5-7.5 9.5-4.5-2-7.5-5-7.5-9.500V6zM8.5 12l2.5 2.5 4.5-5',
  larger: 'M3 18L8 6l5 12M4.7 14h6.600M18 8v8M14 12h8',
  language: 'M12 3.500a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.500c3 2.5 3.5 5.5 3.5 8.500s-.5 6-3.5 8.500c-3-2.5-3.5-5.5-3.5-8.500s.5-6 3.5-8.500z',
  aloud: 'M4 9.500v5h3.500L12 18V6L7.5 9.500zM15 9c1 .8 1.5 1.8 1.5 3s-.5 2.2-1.5 3M17.5 6.500c2 1.5 3 3.3 3 5.500s-1 4-3 5.5',
  stop: 'M6 6h12v12H6z',
} as const

/** The names of the drawings there are. */
export type IconName = keyof typeof DRAWN

/** A small line drawing beside words, never instead of them. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg className="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path d={DRAWN[name]} fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" /></svg>
)
