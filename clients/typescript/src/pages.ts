/** What every page has: its items, and whether another follows. */
export interface Page<T> {
  data: T[];
  meta: { hasMore: boolean; nextCursor?: string | null };
}

export interface Place {
  offset?: number;
  cursor?: string;
}

/** Yield every item of a list, page after page: by cursor where the list has one, otherwise by offset. */
export async function* items<T>(read: (place: Place) => Promise<{ data?: Page<T> }>): AsyncGenerator<T> {
  let place: Place = {};
  let count = 0;
  for (;;) {
    const { data: page } = await read(place);
    if (page === undefined) return;
    yield* page.data;
    count += page.data.length;
    if (page.meta.nextCursor) place = { cursor: page.meta.nextCursor };
    else if (page.meta.hasMore && page.data.length > 0) place = { offset: count };
    else return;
  }
}
