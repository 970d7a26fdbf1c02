export { AtlasError, type ErrorCode, errorCodes, type ErrorDetails } from './atlas-error.ts';
