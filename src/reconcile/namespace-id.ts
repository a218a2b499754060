import type { Client } from '@temporalio/client';

/**
 * Temporal's own id of a namespace: every cluster has a `default`, each with an id of its own. Of a dev server it is kept in its database; one in memory has
 * another one at each start. Undefined where we may not ask, or nobody answers.
 */
export async function namespaceId(
  connection: Pick<Client['connection'], 'workflowService'>,
  namespace: string,
): Promise<string | undefined> {
  try {
    const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace });
    return namespaceInfo?.id ?? undefined;
  } catch {
    return undefined;
  }
}
