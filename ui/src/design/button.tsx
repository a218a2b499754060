import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon } from './icon.js';
import type { IconName } from './icon.js';
import './button.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon?: IconName;
  readonly tone?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly children?: ReactNode;
}

/** A button with a word; `quiet` has no border until it is pointed at. */
export function Button({ icon, tone = 'plain', children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button ${tone}`} {...rest}>
      {icon && <Icon name={icon} size={15} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  readonly icon: IconName;
  /** What it does: its name for screen readers, and on hover. */
  readonly label: string;
}

/** A button that is an icon. */
export function IconButton({ icon, label, ...rest }: IconButtonProps) {
  return (
    <button type="button" className="button quiet icon-only" aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
