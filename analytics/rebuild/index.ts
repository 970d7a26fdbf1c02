export { RebuildRunsError, type Rebuilt, rebuildPeople } from './rebuild-people.ts';
