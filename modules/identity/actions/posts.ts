import type { Act } from '#kernel/act'
import { postsOf, type Post } from '#modules/parties'

/** The post in which a person begins: the only one he holds. Who holds several chooses; who holds none is a citizen. */
export async function firstPost(act: Act, person: string): Promise<Post | undefined> {
  const posts = await postsOf(act, person)
  return posts.length === 1 ? posts[0] : undefined
}

/** The post that a person means by its id or by the role in it. */
export async function postMeant(act: Act, person: string, meant: string): Promise<Post | undefined> {
  const posts = await postsOf(act, person)
  return posts.find((post) => post.id === meant) ?? posts.find((post) => post.role === meant)
}
