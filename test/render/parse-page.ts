import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python } from '../support/python.js';

/** What a strict parser finds in a page or an SVG. */
export interface ParsedPage {
  /** How often each tag is there. */
  readonly tags: Readonly<Record<string, number>>;
  readonly attributes: readonly { readonly tag: string; readonly name: string; readonly value: string }[];
  /** Text content, trimmed, without what is only space. The style sheet is left out. */
  readonly texts: readonly string[];
}

const CODE = `
import json, sys, xml.etree.ElementTree as tree
tags, attributes, texts = {}, [], []
short = lambda name: name.split('}')[-1]
def walk(node):
    tag = short(node.tag)
    tags[tag] = tags.get(tag, 0) + 1
    attributes.extend({'tag': tag, 'name': short(name), 'value': value} for name, value in node.attrib.items())
    if tag != 'style': texts.append(node.text)
    for child in node:
        walk(child)
        texts.append(child.tail)
walk(tree.parse(sys.argv[1]).getroot())
print(json.dumps({'tags': tags, 'attributes': attributes, 'texts': [text.strip() for text in texts if text and text.strip()]}))
`;

/** Parses with Python's XML parser, which refuses anything that is not well-formed. */
export async function parseXml(text: string): Promise<ParsedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    writeFileSync(join(folder, 'page.xml'), text);
    return JSON.parse(await python(CODE, join(folder, 'page.xml'))) as ParsedPage;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
