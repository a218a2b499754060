import { useState } from 'react';
import { Icon } from './icon.js';

/** Copies a text, and says so for a moment. */
export function CopyText({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" className="button quiet icon-only copy" aria-label={label} title={copied ? 'Copied' : label} onClick={copy}>
      <Icon name={copied ? 'check-circle' : 'copy'} size={14} />
      <span className="visually-hidden" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </button>
  );
}
