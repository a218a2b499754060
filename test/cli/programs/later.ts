import { withContext } from 'tidemark/local';

// No top-level await: the module has been loaded before its work is done.
setTimeout(() => {
  void withContext('later', (context) => void context.logResult('p', context.getParam('p', 'none')));
}, 100);
