export { allTemplates, sampleParams } from './samples.ts';
