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
  self: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c.5-4 3.500-6 7.500-6s7 2 7.500 6',
  post: 'M5 7h14v12H5zM9.500 7V4.500h5V7M8.500 15.500h7M12 10a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z',
  firm: 'M5 20V5h9v15M14 10h5v10M3 20h18M8 8.500h3M8 12h3M8 15.500h3M16.500 13v.01M16.500 16v.01',
  child: 'M8 4.500a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM2.500 20c.3-4.500 2.500-7 5.500-7s4.500 1.500 5 4M17 11a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400zM13 20.500c.3-2 1.800-3.200 4-3.200s3.700 1.200 4 3.200',
  person: 'M8 4.500a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM2.500 19c.3-4 2.500-6 5.500-6s5.200 2 5.500 6M15 8h6M18.500 5.500L21 8l-2.500 2.500',
  key: 'M8.500 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12.500 12H21M18 12v3.500M15 12v2.500',
  device: 'M4 5h16v10.500H4zM2 19h20M9.500 15.500V19M14.500 15.500V19',
  aloud: 'M4 9.500v5h3.500L12 18V6L7.5 9.500zM15 9c1 .8 1.5 1.8 1.5 3s-.5 2.2-1.5 3M17.5 6.500c2 1.5 3 3.3 3 5.500s-1 4-3 5.5',
  stop: 'M6 6h12v12H6z',
} as const

/** The names of the drawings there are. */
export type IconName = keyof typeof DRAWN

/** A small line drawing beside words, never instead of them. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg className="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path d={DRAWN[name]} fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" /></svg>
)
