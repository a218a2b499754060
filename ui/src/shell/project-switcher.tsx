import { useNavigate, useSearch } from '@tanstack/react-router';
import { useProjects } from '../api/queries.js';

/** Which project the lists show. It is in the address, and goes along from page to page. */
export function ProjectSwitcher() {
  const { project = '' } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data: projects = [] } = useProjects();
  return (
    <label className="project-switcher">
      <span className="visually-hidden">Project</span>
      <select
        value={project}
        onChange={(event) => {
          const chosen = event.target.value;
          void navigate({ to: '.', search: (old: object) => ({ ...old, project: chosen === '' ? undefined : chosen }) });
        }}
      >
        <option value="">All projects</option>
        {project !== '' && !projects.some((known) => known.project === project) && <option value={project}>{project}</option>}
        {projects.map((known) => (
          <option key={known.project} value={known.project}>
            {known.project}
          </option>
        ))}
      </select>
    </label>
  );
}
