import { AtlasError } from '../errors/index.ts';

/** One code for every cause: whoever forges a proof is not told which of its parts gave it away. */
export const invalidInitData = () => new AtlasError('invalid_init_data');
