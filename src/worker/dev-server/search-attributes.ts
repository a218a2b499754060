import { isGrpcServiceError, type Connection } from '@temporalio/client';

/** The search attributes that runs carry, with the numbers of their types in Temporal's API (2: Keyword, 7: KeywordList). */
export const SEARCH_ATTRIBUTES = { TidemarkProject: 2, TidemarkPipeline: 2, TidemarkLabels: 7 } as const;

/** One of our search attributes by name. */
export type SearchAttributeName = keyof typeof SEARCH_ATTRIBUTES;

const PERMISSION_DENIED = 7;
const NAMES = Object.keys(SEARCH_ATTRIBUTES) as SearchAttributeName[];

/**
 * Adds our search attributes to a namespace where they are missing, and gives the names that are there afterwards: only those may be set,
 * as Temporal fails the workflow task that sets another. Safe to repeat. Where the credentials may not add them they stay missing,
 * where they may not even list them none is returned. One of our names that is there with another type is not returned either.
 */
export async function registerSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<SearchAttributeName[]> {
  const present = await list(connection, namespace);
  if (!present) return [];
  const missing = NAMES.filter((name) => present[name] === undefined || present[name] === null);
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, SEARCH_ATTRIBUTES[name]]));
    // Whatever refuses (permission, a limit, somebody who adds them at this moment), the list below tells what came of it.
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes }).catch(ignoreRefusal);
  }
  const after = missing.length > 0 ? await list(connection, namespace) : present;
  return NAMES.filter((name) => after?.[name] === SEARCH_ATTRIBUTES[name]);
}

async function list(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<Record<string, number | null> | undefined> {
  try {
    return (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === PERMISSION_DENIED) return undefined;
    throw error;
  }
}

function ignoreRefusal(error: unknown): void {
  if (!isGrpcServiceError(error)) throw error;
}
