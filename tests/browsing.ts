/** What a server answered a browser that follows nothing by itself. */
export type Answer = { readonly status: number; readonly location: string; readonly text: string; readonly cookies: readonly string[] }

/** A browser without a screen: it keeps cookies, says where its writes come from, and follows no redirect by itself. */
export function browsing(base: string, origin = base) {
  const jar = new Map<string, string>()
  const go = async (url: string, form?: Record<string, string>): Promise<Answer> => {
    const headers = { accept: 'text/html', cookie: [...jar].map((pair) => pair.join('=')).join('; '), ...(form && { origin }) }
    const response = await fetch(new URL(url, base), { redirect: 'manual', headers, ...(form && { method: 'POST', body: new URLSearchParams(form) }) })
    const cookies = response.headers.getSetCookie()
    for (const cookie of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name!)
      else jar.set(name!, value!)
    }
    return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text(), cookies }
  }
  /** Goes on for as long as it is sent on, but not to `/there`, where the tests' sign-ins lead. */
  const follow = async (url: string): Promise<Answer> => {
    let answer = await go(url)
    while (answer.status === 303 && !answer.location.endsWith('/there')) answer = await go(answer.location)
    return answer
  }
  /** Signs in as a person of the demo, from the first page to where it leads. */
  const signIn = async (person: string): Promise<Answer> => {
    const page = await follow('/sign-in?to=/there')
    const [, path] = /action="(\/sign-in\/[^"]+)"/.exec(page.text)!
    return follow((await go(path!, { person })).location)
  }
  return { jar, go, follow, signIn }
}
