import { useId } from 'react';
import type { ReactNode } from 'react';
import { Icon } from './icon.js';
import type { IconName } from './icon.js';
import './menu.css';

interface PopoverProps {
  readonly label: string;
  readonly icon: IconName;
  readonly children: ReactNode;
}

/** A button with a panel under it: the browser's own popover, which Esc and a click elsewhere close. */
export function Popover({ label, icon, children }: PopoverProps) {
  const id = useId();
  return (
    <span className="popover-anchor">
      <button type="button" className="button plain" popoverTarget={id}>
        <Icon name={icon} size={15} />
        {label}
      </button>
      <div id={id} popover="auto" className="popover" role="group" aria-label={label}>
        {children}
      </div>
    </span>
  );
}
