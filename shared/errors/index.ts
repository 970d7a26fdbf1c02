export { AtlasError, type ErrorCode, type ErrorDetails, errorCodes } from './atlas-error.ts';
