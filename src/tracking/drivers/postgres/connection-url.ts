import { ConfigurationError } from '../../../core/index.js';

/** A `postgres://` URL taken apart. */
export interface ConnectionUrl {
  /** For people: without password and options. */
  readonly shown: string;
  /** For the driver: everything but the schema. */
  readonly connectionString: string;
  /** `public` unless the URL says `?schema=`. */
  readonly schema: string;
}

/** @throws {ConfigurationError} for what is no URL; the text is not shown, for there may be a password in it. */
export function parseConnectionUrl(text: string): ConnectionUrl {
  if (!URL.canParse(text)) {
    throw new ConfigurationError(
      'The PostgreSQL tracking URL cannot be read. The form is postgres://user:password@host:5432/database?schema=name; ' +
        'characters such as @, / and # in a password are percent-encoded (%40, %2F, %23).',
    );
  }
  const url = new URL(text);
  const schema = url.searchParams.get('schema') ?? 'public';
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || schema.startsWith('pg_')) {
    throw new ConfigurationError(
      `${JSON.stringify(schema)} cannot be the schema of a tracking store. Use lower-case letters, digits and "_", beginning with a letter.`,
    );
  }
  url.searchParams.delete('schema');
  const connectionString = url.href;
  url.password = '';
  url.search = '';
  url.hash = '';
  return { shown: schema === 'public' ? url.href : `${url.href}?schema=${schema}`, connectionString, schema };
}
