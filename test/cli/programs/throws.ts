import { getOrCreateContext } from 'tidemark/local';

const context = await getOrCreateContext('throws');
context.logResult('before', 1);
throw new TypeError('not what was expected');
