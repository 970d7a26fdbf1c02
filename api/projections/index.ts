export { createProjections } from './create-projections.ts';
