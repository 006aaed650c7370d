import type { Answer, Facts } from './department.ts'

/** Someone who talks to a city over HTTP: asks, orders, and turns the controls. */
export type Visitor = {
  /** Asks a department, such as `population/person`; `headers` are added to those every question carries. */
  ask(endpoint: string, parameters: Facts, headers?: Record<string, string>): Promise<Answer>
  /** Orders something under an idempotency key. */
  order(endpoint: string, key: string, parameters: Facts, headers?: Record<string, string>): Promise<Answer>
  /** Sets how a department behaves. */
  control(settings: Facts): Promise<Facts>
  /** Any other request; gives its code and body. */
  request(method: string, path: string, body?: Facts, headers?: Record<string, string>): Promise<{ code: number; body: Facts }>
}

/** A visitor of the city at this address; gives up on a request after so many milliseconds. */
export function visitorOf(url: string, patienceMs = 10_000): Visitor {
  const request: Visitor['request'] = async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: 'Bearer visitor', ...headers },
      signal: AbortSignal.timeout(patienceMs),
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { code: response.status, body: (await response.json()) as Facts }
  }
  const answered = async (endpoint: string, parameters: Facts, headers: Record<string, string>): Promise<Answer> => {
    const { code, body } = await request('POST', `/${endpoint}`, parameters, headers)
    if (code !== 200) throw new Error(`${endpoint} answered ${code}: ${JSON.stringify(body)}`)
    return body as Answer
  }
  return {
    request,
    ask: (endpoint, parameters, headers = {}) => answered(endpoint, parameters, headers),
    order: (endpoint, key, parameters, headers = {}) => answered(endpoint, parameters, { 'idempotency-key': key, ...headers }),
    control: async (settings) => (await request('POST', '/control', settings)).body,
  }
}
