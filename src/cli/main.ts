#!/usr/bin/env node
import { tidemark } from './tidemark.js';

// `tidemark runs list | head` ends the reader early; that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await tidemark(process.argv.slice(2));
