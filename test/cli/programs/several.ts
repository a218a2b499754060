import type { RunContext } from 'tidemark';

export const answer = 42;
export const one = (context: RunContext) => void context.logResult('which', 'one');
export const two = (context: RunContext) => void context.logResult('which', 'two');
