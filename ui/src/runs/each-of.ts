const AT_ONCE = 6;

/** Does it to every one, a few at a time. What fails does not keep the others from it. @throws an error that says how many failed, and why the first did */
export async function eachOf(uids: readonly string[], act: (uid: string) => Promise<unknown>): Promise<void> {
  const left = [...uids];
  const failures: Error[] = [];
  const work = async () => {
    for (let uid = left.shift(); uid !== undefined; uid = left.shift()) await act(uid).catch((error: Error) => failures.push(error));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const [first] = failures;
  if (first === undefined) return;
  throw new Error(uids.length === 1 ? first.message : `${failures.length} of ${uids.length} failed. ${first.message}`);
}
