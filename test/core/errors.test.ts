import { describe, expect, it, vi } from 'vitest';
import * as core from '../../src/core/index.js';
import { InvalidKeyError, TidemarkError, TrackingStoreError } from '../../src/core/index.js';

type AnyError = new (...args: unknown[]) => TidemarkError;
const classes = Object.entries(core as unknown as Record<string, AnyError>).filter(
  ([, value]) => typeof value === 'function' && (value as unknown) !== TidemarkError && value.prototype instanceof TidemarkError,
);
const make = (Class: AnyError) => new Class('text', ['one'], []);

describe('errors', () => {
  it.each(classes)('%s goes by its class name, under a code of its own', (name, Class) => {
    const error = make(Class);
    expect(error.name).toBe(name);
    expect(error.code).toMatch(/^ERR_[A-Z_]+$/);
    const same = classes.filter(([, Other]) => make(Other).code === error.code);
    expect(same.map(([other]) => other)).toEqual([name]);
  });

  it('say whether doing the same again may help', () => {
    expect(new TrackingStoreError('away').retryable).toBe(true);
    expect(new TrackingStoreError('newer', { retryable: false }).retryable).toBe(false);
    expect(new InvalidKeyError('Key', '..').retryable).toBe(false);
  });

  it('of another copy of the package are recognised too, though not as the same class', async () => {
    vi.resetModules();
    const other = await import('../../src/core/index.js');
    expect(other.TidemarkError).not.toBe(TidemarkError);
    const error = new other.InvalidKeyError('Key', '..');
    expect(error).toBeInstanceOf(TidemarkError);
    expect(error).not.toBeInstanceOf(InvalidKeyError);
    expect(new Error('plain')).not.toBeInstanceOf(TidemarkError);
  });

  it('quote what was given, cut where it is long', () => {
    expect(new InvalidKeyError('Key', 'a/b').message).toContain('"a/b"');
    expect(new InvalidKeyError('Key', 'x'.repeat(5000)).message.length).toBeLessThan(400);
  });

  it('are made of what has no text, too', () => {
    expect(new InvalidKeyError('Key', { toString: 5 } as never).message).toContain('an object without text');
  });
});
