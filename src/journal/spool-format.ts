/*
 * An append-only file of batches: `TMSPOOL1`, then records of [u32 length][u32 crc32][JSON]. Hand-written because it has to work, fsynced,
 * inside `process.on('exit')`, where nothing asynchronous can: the log libraries of npm are asynchronous or bring a database.
 */
export const MAGIC = Buffer.from('TMSPOOL1');
/** Of a record. */
export const HEADER_BYTES = 8;
/** The first and the last byte of a record's JSON. */
export const [OPENING, CLOSING] = Buffer.from('{}');
