const AT_ONCE = 8;

/** Does the work for each item, eight at a time, and gives the results in the items' order. After a failure nothing new is begun. @throws the first failure, when what was begun is over. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  let failure: { readonly error: unknown } | undefined;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (failure === undefined) {
      const index = next++;
      const [item] = items.slice(index, index + 1);
      if (item === undefined) return;
      try {
        results.set(index, await work(item));
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error;
  return items.map((_, index) => results.get(index) as R);
}
