import { Link } from '@tanstack/react-router';
import { Empty } from '../design/empty.js';

/** For an address that leads nowhere. */
export function NotFound() {
  return (
    <Empty icon="question" title="There is no such page">
      <Link to="/runs">All runs</Link> is a good place to start from.
    </Empty>
  );
}
